import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { call } from "./api.ts";
import { faultsOf } from "./faults-of-page.ts";
import { expect, logIn, numberOf, type Site, test } from "./page-test.ts";

const open = (page: Page, { controller }: Site, address: string) =>
  page.goto(`${controller.url}/#/resource/${address}`);

/** A command from its press to its end. */
async function send(page: Page, site: Site, resource = "R00001"): Promise<void> {
  await open(page, site, `${resource}/etat`);
  const commands = Number(await numberOf(page, `${resource}.Commands`).textContent());
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, `${resource}.Commands`)).toHaveText(String(commands + 1));
  await expect(numberOf(page, `${resource}.Action`)).toHaveText("0");
}

test("« Identité » says what the resource hangs on, and how masters reach it", async ({ signedIn: page, site }) => {
  await open(page, site, "R00001/identite");
  await expect(page.getByRole("link", { name: "LAN01" })).toBeVisible();
  await expect(page.getByText("valide", { exact: true })).toBeVisible();
  await expect(page.getByText("easy.RESS.R00001.Send", { exact: true })).toBeVisible();
  await expect(page.getByText(`${site.controller.url}/api/v1/vars/R00001.Send/pulse`)).toBeVisible();
  await page.getByRole("button", { name: "Mettre hors service" }).click();
  await expect(page.getByRole("button", { name: "Mettre en service" })).toBeVisible();
  expect((await call(site.controller, "GET", "/resources/R00001")).inService).toBe(false);
  await page.getByRole("button", { name: "Mettre en service" }).click();
  await expect(page.getByRole("button", { name: "Mettre hors service" })).toBeVisible();
});

test("while files are sent, Etat shows how far and how fast", async ({ signedIn: page, site }) => {
  site.server.faults.set([{ when: { event: "reply", command: "STOR" }, do: { delayMs: 400 } }]);
  await open(page, site, "R00001/etat");
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(page.locator(".pace")).toContainText(/\/s, encore .+ environ/);
  await expect(page.locator(".pace")).toContainText("Dernière commande");
});

test("an Error is explained: by the connection's field when that is where it is", async ({ signedIn: page, site }) => {
  const connection = await call(site.controller, "GET", "/connections/LAN01");
  await call(site.controller, "PUT", "/connections/LAN01", { ...connection, valid: false });
  await send(page, site);
  const why = page.getByRole("region", { name: "Pourquoi ?" });
  await expect(why).toContainText("Error 4");
  await expect(why).toContainText("Vérifier que la connexion FTP est bien validée");
  await expect(why.getByRole("link", { name: "Modifier « Valide » de LAN01" })).toHaveAttribute(
    "href",
    "#/configuration/lan/LAN01?field=valid",
  );
  await call(site.controller, "PUT", "/connections/LAN01", connection);
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00001.Error")).toHaveText("0");
  await expect(why).toHaveCount(0);
});

test("« Historique » has each command with its files and the replies that decided", async ({
  signedIn: page,
  site,
}) => {
  await send(page, site);
  site.server.faults.set([{ when: { event: "command", command: "STOR" }, do: { reply: "553 Not allowed." } }]);
  await send(page, site);
  await page.getByRole("link", { name: "Historique", exact: true }).click();
  const last = page.locator(".transfer").first();
  await expect(last).toContainText("8 Erreur de paramètre");
  await last.locator("summary").click();
  await expect(last.getByRole("row").nth(1)).toContainText("553 Not allowed.");
  await expect(last.getByRole("row")).toHaveCount(21);
  await expect(page.locator(".transfer").nth(1)).toContainText("20 fichiers sur 20");
  await expect(page.locator(".transfer-chart canvas")).toBeVisible();
  await expect(page.locator(".transfer-chart figcaption")).toContainText(/ échoué\.$/);
});

test("the timing diagram has edges, codes and the dialogue on one axis, and can be kept", async ({
  signedIn: page,
  site,
}) => {
  await send(page, site);
  await page.getByRole("link", { name: "Chronogramme" }).click();
  const diagram = page.locator("svg.timing");
  for (const lane of ["Send", "Action", "Error"]) {
    await expect(diagram.locator(`[data-lane="${lane}"]`)).toBeVisible();
  }
  await expect(diagram.locator('[data-lane^="FTP "]').first()).toBeVisible();
  await expect(diagram.locator('[data-lane="Action"]')).toContainText("1");
  const lines = page.locator(".timing-lines");
  await expect(lines).toContainText("1 Envoi des fichiers");
  await expect(lines).toContainText("STOR");
  await expect(page.locator("main")).not.toContainText("secret");
  const rows = await lines.locator("tbody tr").count();
  for (let times = 0; times < 6; times += 1) await page.getByRole("button", { name: "Agrandir" }).click();
  await expect(lines.locator("tbody tr")).not.toHaveCount(rows);
  await page.getByRole("button", { name: "Dernière commande" }).click();

  const kept = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`R00001-timing.${name.toLowerCase()}`);
    return readFile(await download.path(), "utf8");
  };
  expect(await kept("SVG")).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(await kept("CSV")).toMatch(/^time,what,value\r\n.*,Send,1\r\n/s);
  const { changes } = JSON.parse(await kept("JSON")) as { changes: readonly { name: string }[] };
  expect(changes.map(({ name }) => name)).toContain("Send");
});

test("« Journal » shows what happens as it happens, and acknowledges", async ({ signedIn: page, site }) => {
  await open(page, site, "R00001/journal");
  await expect(page.getByRole("link", { name: "Tout le journal" })).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
  const before = await page.locator("[data-event]").count();
  await site.controller.pulse("R00001.Send");
  await expect(page.locator("[data-event]")).toHaveCount(before + 1);
  const event = page.locator("[data-event]").first();
  await expect(event).toContainText("20 fichiers envoyés");
  await event.getByRole("button", { name: "Acquitter" }).click();
  await expect(event).toContainText("Acquitté par admin");
});

test("a point is written and forced on its page, and shows when it leaves its limits", async ({
  signedIn: page,
  site,
}) => {
  await open(page, site, "R00010/etat");
  await page.getByRole("spinbutton", { name: "Valeur du point" }).fill("21.5");
  await page.getByRole("button", { name: "Écrire" }).click();
  await expect(numberOf(page, "R00010.Value")).toHaveText("21,5");
  await page.getByRole("spinbutton", { name: /Valeur manuelle/ }).fill("90");
  await page.getByRole("button", { name: "Forcer" }).click();
  await expect(page.locator(".point .big")).toContainText("90 °C forcé");
  await expect(page.getByRole("status")).toContainText("Au-dessus de la limite haute");
  await page.getByRole("button", { name: "Automatique" }).click();
  await expect(numberOf(page, "R00010.Value")).toHaveText("21,5");
  await expect(page.getByRole("link", { name: "Historique" })).toHaveCount(0);
});

const TABS = ["identite", "parametres", "etat", "historique", "chronogramme", "journal"];
for (const [name, use] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "a phone, in Russian": { viewport: { width: 360, height: 740 }, locale: "ru-RU" },
} as const)) {
  test.describe(name, () => {
    test.use(use);
    test(`axe finds nothing on the tabs of a resource: ${name}`, async ({ page, site }) => {
      test.slow();
      await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
      site.server.faults.set([{ when: { event: "command", command: "STOR" }, do: { reply: "553 Not allowed." } }]);
      await page.locator("main h1").waitFor();
      const failed = Number((await call(site.controller, "GET", "/vars/R00001.Failed")).value);
      await site.controller.pulse("R00001.Send");
      await expect.poll(async () => (await call(site.controller, "GET", "/vars/R00001.Failed")).value).toBe(failed + 1);
      site.server.faults.clear();
      for (const tab of TABS) {
        await open(page, site, `R00001/${tab}`);
        await page.locator("main :is(table, .save-bar, .transfer, .event-list li)").first().waitFor();
        expect(await faultsOf(page), tab).toEqual([]);
      }
      await open(page, site, "R00010/etat");
      await page.locator(".point").waitFor();
      expect(await faultsOf(page), "a point").toEqual([]);
    });
  });
}
