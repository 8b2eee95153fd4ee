import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { createTexts, type Language } from "../../src/texts.ts";
import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { call } from "./api.ts";
import { faultsOf } from "./faults-of-page.ts";
import { expect, logIn, numberOf, type Site, test } from "./page-test.ts";

const ADDED = "R00011";
const HOSTILE_FOLDER = `<img src=x onerror="window.wasRun=1">`;

const open = (page: Page, { controller }: Site, address: string) => page.goto(`${controller.url}/#/${address}`);

test.afterEach(async ({ site }) => {
  await call(site.controller, "DELETE", `/resources/${ADDED}`).catch(() => {});
  await call(site.controller, "DELETE", "/sets/Nuit").catch(() => {});
  await rm(join(site.remote, "site1"), { recursive: true, force: true });
});

for (const [language, locale] of Object.entries({ fr: "fr-FR", en: "en-GB", ru: "ru-RU" })) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`« FTP Dossier » is added, configured and sent as the source says, in ${language}`, async ({
      signedIn: page,
      site,
    }) => {
      const text = createTexts(language as Language);
      await mkdir(join(site.remote, "site1/journal"), { recursive: true });
      await page.getByRole("link", { name: text("menu.parametrage"), exact: true }).click();
      await page
        .getByRole("link", { name: text("menu.parametrage.add") })
        .first()
        .click();
      await expect(page.getByRole("heading", { name: text("menu.internet") })).toBeVisible();
      await page.getByRole("link", { name: text("ftpFolder") }).click();
      for (const group of ["communication", "access", "data", "events"]) {
        await expect(page.getByRole("group", { name: text(`group.${group}`) })).toBeVisible();
      }
      await page.getByLabel(text("resource.label"), { exact: true }).fill("Essai");
      await page.getByLabel(text("resource.connection"), { exact: true }).selectOption("LAN01");
      await page.getByLabel(text("resource.user"), { exact: true }).fill("easy");
      await page.getByLabel(text("resource.password"), { exact: true }).fill("secret");

      await page.getByRole("button", { name: explorer(text, "ftpFolder.folder") }).click();
      const dialog = page.getByRole("dialog");
      await enter(dialog, "Net");
      await enter(dialog, "Local");
      await dialog.getByRole("button", { name: text("page.place.chooseFolder") }).click();
      await expect(page.getByRole("textbox", { name: text("ftpFolder.folder"), exact: true })).toHaveValue("Net.Local");

      await page.getByRole("button", { name: explorer(text, "resource.remoteFolder") }).click();
      await enter(dialog, "site1");
      await enter(dialog, "journal");
      await dialog.getByRole("button", { name: text("page.place.chooseFolder") }).click();
      await expect(page.getByRole("textbox", { name: text("resource.remoteFolder"), exact: true })).toHaveValue(
        "/site1/journal",
      );

      await expect(page.locator("main")).not.toContainText(/\b(page|group|help|resource|menu|drive)\.[a-zA-Z]/);
      await page.getByRole("button", { name: text("page.add.submit") }).click();
      await expect(page).toHaveURL(/#\/resource\/R00011\/etat/);
      await page.getByRole("button", { name: text("page.command.Send") }).click();
      await expect(numberOf(page, `${ADDED}.Done`)).toHaveText("1");
      await expect(numberOf(page, `${ADDED}.Error`)).toHaveText("0");
      expect(await readdir(join(site.remote, "site1/journal"))).toHaveLength(20);
    });
  });
}

test("a wrong parameter shows its fault at its field, which gets the focus", async ({ signedIn: page, site }) => {
  await open(page, site, "resource/R00001/parametres");
  const delay = page.getByLabel("Délai après commande (s)");
  await delay.fill("9999");
  await page.getByLabel("Dossier de l'e@sy", { exact: true }).fill("not a path//");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("alert").first()).toContainText("2 champs sont à corriger");
  await expect(delay).toHaveAttribute("aria-invalid", "true");
  await expect(delay).toHaveAccessibleDescription(/Trop grand : le maximum est 600/);
  await expect(delay).toBeFocused();
  await expect(page.locator('[data-path="/folder"] .fault')).toContainText("Ce n'est pas un chemin de l'arborescence");
  await page.getByRole("button", { name: "Annuler les modifications" }).click();
  await expect(delay).toHaveValue("30");
  await expect(page.locator(".fault")).toHaveCount(0);
});

test("a password that is stored stays when none is typed, and a change takes effect", async ({
  signedIn: page,
  site,
}) => {
  await open(page, site, "resource/R00001/parametres");
  await expect(page.getByText("Un mot de passe est enregistré. Laisser vide pour le garder.")).toBeVisible();
  await page.getByLabel("Libellé").fill("Journal du site");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Journal du site");
  await page.getByRole("link", { name: "Etat" }).click();
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00001.FilesDone")).toHaveText("20");
  await expect(numberOf(page, "R00001.Error")).toHaveText("0");
  const { live: _live, passwordSet, ...stored } = await call(site.controller, "GET", "/resources/R00001");
  expect(passwordSet).toBe(true);
  await call(site.controller, "PUT", "/resources/R00001", { ...stored, label: "Journal" });
});

test("what was typed is not lost without a question", async ({ signedIn: page, site }) => {
  await open(page, site, "resource/R00001/parametres");
  await page.getByLabel("Libellé").fill("Autre");
  await page.getByRole("link", { name: "Identité" }).click();
  const dialog = page.getByRole("dialog", { name: "Quitter sans enregistrer ?" });
  await dialog.getByRole("button", { name: "Annuler" }).click();
  await expect(page.getByLabel("Libellé")).toHaveValue("Autre");
  await page.getByRole("link", { name: "Identité" }).click();
  await dialog.getByRole("button", { name: "Quitter" }).click();
  await expect(page).toHaveURL(/identite$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Journal");
});

test("what drives Send is chosen input by input", async ({ signedIn: page, site }) => {
  await open(page, site, "resource/R00001/parametres");
  await page.locator('[data-path="/inputs/Send"] select').selectOption("link");
  const link = page.getByLabel("Liaison (variable ou condition)");
  await link.fill("R00010.Value >");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator('[data-path="/inputs/Send/link"] .fault')).toContainText("un nombre");
  await link.fill("R00010.Value > 65");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status")).toHaveText("Enregistré");
  const { inputs } = await call(site.controller, "GET", "/resources/R00001");
  expect(inputs).toEqual({ Send: { link: "R00010.Value > 65" } });
  await page.locator('[data-path="/inputs/Send"] select').selectOption("");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("status")).toHaveText("Enregistré");
  expect((await call(site.controller, "GET", "/resources/R00001")).inputs).toEqual({});
});

test("a name from the server is text in the picker, and runs nothing", async ({ signedIn: page, site }) => {
  await mkdir(join(site.remote, HOSTILE_FOLDER));
  await open(page, site, "resource/R00001/parametres");
  await page.getByRole("button", { name: "Explorateur de dossiers : Dossier dans le serveur" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Dossier parent" }).click();
  await expect(dialog.getByRole("button", { name: HOSTILE_FOLDER })).toBeVisible();
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.evaluate("window.wasRun")).toBeUndefined();
  await page.keyboard.press("Escape");
  await rm(join(site.remote, HOSTILE_FOLDER), { recursive: true });
});

test("a server that refuses to be browsed says why, and what to do", async ({ signedIn: page, site }) => {
  await mkdir(join(site.remote, "journal"), { recursive: true });
  site.server.faults.set([{ when: { event: "command", command: "MLSD" }, do: { reply: "550 Not for you." } }]);
  await open(page, site, "resource/R00001/parametres");
  await page.getByRole("button", { name: "Explorateur de dossiers : Dossier dans le serveur" }).click();
  const refusal = page.getByRole("dialog").getByRole("alert");
  await expect(refusal).toContainText("550 Not for you.");
  await expect(refusal).toContainText("Vérifier");
});

test("the folder explorer is led by keyboard alone", async ({ signedIn: page, site }) => {
  await open(page, site, "resource/R00001/parametres");
  const button = page.getByRole("button", { name: "Explorateur de dossiers : Dossier de l'e@sy" });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Local" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a Set is chosen element by element, from folders and variables, in an order", async ({
  signedIn: page,
  site,
}) => {
  await open(page, site, "parametrage/sets");
  await page.getByRole("link", { name: "Ajouter un Ensemble" }).click();
  await page.getByLabel("Libellé").fill("Nuit");
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Ajouter", exact: true }).click();
  await page.getByRole("button", { name: "Explorateur de dossiers : Élément 1" }).click();
  await enter(dialog, "Net");
  await dialog.getByRole("button", { name: "Choisir Local" }).click();
  await page.getByRole("button", { name: "Ajouter", exact: true }).click();
  await page.getByRole("button", { name: "Explorateur de dossiers : Élément 2" }).click();
  for (const name of ["easy", "RESS", "R00010", "Value"]) await enter(dialog, name);
  await page.getByRole("button", { name: "Monter easy.RESS.R00010.Value" }).click();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator('[data-set="Nuit"]')).toContainText("2");
  const { elements } = await call(site.controller, "GET", "/sets/Nuit");
  expect(elements).toEqual(["easy.RESS.R00010.Value", "Net.Local"]);
});

test("a Set that a resource uses is not deleted, and the one that uses it is named", async ({
  signedIn: page,
  site,
}) => {
  await open(page, site, "parametrage/sets");
  const row = page.locator('[data-set="Releves"]');
  await expect(row).toContainText("R00002");
  await row.getByRole("button").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Supprimer" }).click();
  await expect(dialog.getByRole("alert")).toContainText("R00002");
  await dialog.getByRole("button", { name: "Annuler" }).click();
  await expect(row).toBeVisible();
});

test("a resource is duplicated, put out of service and deleted", async ({ signedIn: page, site }) => {
  await open(page, site, "parametrage/resources");
  await page.getByRole("link", { name: "Dupliquer R00010" }).click();
  await expect(page.getByLabel("Unité")).toHaveValue("°C");
  await page.getByRole("button", { name: "Ajouter la ressource" }).click();
  await expect(page).toHaveURL(/#\/resource\/R00011\/etat/);
  await open(page, site, "parametrage/resources");
  const row = page.locator(`[data-resource="${ADDED}"]`);
  await row.getByRole("switch").click();
  await expect(row.getByRole("switch")).not.toBeChecked();
  expect((await call(site.controller, "GET", `/resources/${ADDED}`)).inService).toBe(false);
  await row.getByRole("button", { name: `Supprimer ${ADDED}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer" }).click();
  await expect(row).toHaveCount(0);
  await page.getByLabel("Filtrer").fill("relev");
  await expect(page.getByRole("status")).toHaveText("0 sur 3");
});

for (const level of ["guest", "operator"] as const) {
  test(`a ${level} reads parameters, and is offered no change`, async ({ page, site }) => {
    const [name, password] = [`parametrage-${level}`, "a password that is long"];
    await call(site.controller, "POST", "/users", { name, level, password });
    await logIn(page, site.controller, name, password);
    await expect(page.getByRole("link", { name: "Paramétrage", exact: true })).toBeVisible();
    await open(page, site, "parametrage/resources");
    await expect(page.locator('[data-resource="R00001"]').getByRole("switch")).toBeDisabled();
    await expect(page.getByRole("button", { name: /Supprimer/ })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Ajouter une ressource" })).toHaveCount(0);
    await open(page, site, "parametrage/add/ftp-folder");
    await expect(page.getByRole("alert")).toHaveText("Votre niveau d'accès ne le permet pas.");
    await open(page, site, "resource/R00001/parametres");
    await expect(page.getByText("il faut être installateur")).toBeVisible();
    await expect(page.getByLabel("Délai après commande (s)")).toBeDisabled();
    await expect(page.getByRole("button", { name: "Enregistrer" })).toHaveCount(0);
    await call(site.controller, "DELETE", `/users/${name}`);
  });
}

const PAGES = {
  "parametrage/resources": "table",
  "parametrage/add": ".kind-menu",
  "parametrage/add/ftp-folder": ".save-bar",
  "parametrage/add/point": ".save-bar",
  "parametrage/sets": "table",
  "parametrage/sets/edit/Releves": ".save-bar",
  "resource/R00001/parametres?field=rename": ".save-bar",
};
for (const [name, use] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "a phone, in Russian": { viewport: { width: 360, height: 740 }, locale: "ru-RU" },
} as const)) {
  test.describe(name, () => {
    test.use(use);
    test(`axe finds nothing on the pages of Paramétrage: ${name}`, async ({ page, site }) => {
      test.slow();
      await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
      await page.locator("main").waitFor();
      for (const [address, shown] of Object.entries(PAGES)) {
        await open(page, site, address);
        await page.locator(shown).first().waitFor();
        expect(await faultsOf(page), address).toEqual([]);
      }
    });
  });
}

/** Opens or chooses what is called so. */
function enter(dialog: Locator, name: string): Promise<void> {
  return dialog
    .locator("button.entry", { has: dialog.page().locator(".name", { hasText: new RegExp(`^${name}$`) }) })
    .click();
}

function explorer(text: ReturnType<typeof createTexts>, field: string): string {
  return text("page.place.open.for", { field: text(field) });
}
