import { MENU } from "../../scripts/menu-of-pages.ts";
import { LEVELS } from "../../src/accounts/accounts.ts";
import { openPage } from "./page-looks.ts";
import { expect, logIn, test } from "./page-test.ts";

const PASSWORD = "a level of its own 2026";

for (const [rank, level] of LEVELS.entries()) {
  test(`${level}: the menu has what may be opened, and what may not be is said so`, async ({ page, site }) => {
    await site.controller.api("POST", "/users", { name: `test-${level}`, level, password: PASSWORD });
    await logIn(page, site.controller, `test-${level}`, PASSWORD);
    const may = (needed: (typeof LEVELS)[number]) => LEVELS.indexOf(needed) <= rank;
    for (const section of ["exploitation", "parametrage", "configuration"] as const) {
      const pages = MENU.filter((each) => each.section === section);
      const [first] = pages.filter((each) => may(each.level));
      if (first === undefined) continue;
      await openPage(page, site.controller, `#/${section}/${first.name}`);
      const shown = await page
        .locator("nav.pages a")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      expect(shown).toEqual(pages.filter((each) => may(each.level)).map(({ name }) => `#/${section}/${name}`));
      for (const { name } of pages.filter((each) => !may(each.level))) {
        await page.goto(`${site.controller.url}/#/${section}/${name}`);
        await expect(page.getByRole("alert")).toHaveText("Votre niveau d'accès ne le permet pas.");
      }
    }
    await site.controller.api("DELETE", `/users/test-${level}`);
  });
}

for (const [level, may] of [
  ["guest", false],
  ["operator", false],
  ["installer", true],
] as const) {
  test(`${level}: ${may ? "changes" : "only reads"} the network and the device`, async ({ page, site }) => {
    const name = `acts-${level}`;
    await site.controller.api("POST", "/users", { name, level, password: PASSWORD });
    await logIn(page, site.controller, name, PASSWORD);
    await openPage(page, site.controller, "#/configuration/lan");
    await expect(page.locator('[data-connection="LAN01"]')).toContainText("Serveur GTB");
    await expect(page.getByRole("link", { name: "Ajouter une connexion" })).toHaveCount(may ? 1 : 0);
    await expect(page.getByRole("button", { name: /^Supprimer/ })).toHaveCount(may ? 1 : 0);
    await openPage(page, site.controller, "#/configuration/lan/LAN01");
    await expect(page.getByRole("button", { name: "Tester" })).toHaveCount(may ? 1 : 0);
    await expect(page.getByRole("button", { name: "Valider" })).toHaveCount(may ? 1 : 0);
    await openPage(page, site.controller, "#/configuration/device");
    await expect(page.getByRole("button", { name: "Enregistrer" })).toHaveCount(may ? 1 : 0);
    await site.controller.api("DELETE", `/users/${name}`);
  });
}

test("what a level may not do is refused by the controller, whatever the page shows", async ({ page, site }) => {
  await site.controller.api("POST", "/users", { name: "sly", level: "guest", password: PASSWORD });
  // The page believes that it shows an administrator.
  await page.route("**/api/v1/session", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as object;
    await route.fulfill({ response, json: { ...body, level: "administrator" } });
  });
  await logIn(page, site.controller, "sly", PASSWORD);
  for (const address of ["users", "logs", "versions"]) {
    await page.goto(`${site.controller.url}/#/configuration/${address}`);
    await expect(page.getByRole("alert")).toHaveText("Votre niveau d'accès ne le permet pas.");
  }
  await site.controller.api("DELETE", "/users/sly");
});
