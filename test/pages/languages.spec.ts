import { MENU } from "../../scripts/menu-of-pages.ts";
import { createTexts } from "../../src/texts.ts";
import { expect, openEtat, test } from "./page-test.ts";

for (const [locale, tag, send, error] of [
  ["fr-FR", "fr", "Envoyer les fichiers", "Aucune erreur de connexion (OK)"],
  ["en-GB", "en", "Send the files", "No connection error (OK)"],
  ["ru-RU", "ru", "Отправить файлы", undefined],
  ["de-DE", "en", "Send the files", undefined],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });
    test(`a browser that asks for ${locale} is shown ${tag}`, async ({ signedIn: page }) => {
      await openEtat(page, "R00001");
      await expect(page.locator("html")).toHaveAttribute("lang", tag);
      await expect(page.getByRole("button", { name: send })).toBeVisible();
      if (error !== undefined) await expect(page.getByText(error).first()).toBeAttached();
      await expect(page.locator("main")).not.toContainText(/page\.|var\.[A-Z]|code\./);
    });
  });
}

test("a chosen language is kept", async ({ signedIn: page }) => {
  await page.getByRole("combobox", { name: "Langue" }).selectOption("ru");
  await expect(page.getByRole("heading", { name: "Ресурсы" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Ресурсы" })).toBeVisible();
});

for (const [locale, tag] of [
  ["fr-FR", "fr"],
  ["en-GB", "en"],
  ["ru-RU", "ru"],
] as const) {
  test.describe(`menus, ${locale}`, () => {
    test.use({ locale });
    test(`the sections and pages of the menu are named in ${tag}, and lead to their pages`, async ({
      signedIn: page,
    }) => {
      const text = createTexts(tag);
      for (const { section, name } of MENU) {
        await page
          .locator("nav.sections")
          .getByRole("link", { name: text(`menu.${section}`), exact: true })
          .click();
        await page
          .locator("nav.pages")
          .getByRole("link", { name: text(`menu.${section}.${name}`), exact: true })
          .click();
        await expect(page).toHaveURL(new RegExp(`#/${section}/${name}$`));
        await expect(page.locator("main h1").first()).toBeVisible();
      }
    });
  });
}
