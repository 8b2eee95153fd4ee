import { readFile } from "node:fs/promises";
import { faultsOf, openPage } from "./page-looks.ts";
import { expect, HOSTILE_LABEL, test } from "./page-test.ts";

interface Whole {
  readonly version: string;
  readonly yaml: string;
}

test("what is exported holds no password, and is what the page shows", async ({ signedIn: page, site }) => {
  await openPage(page, site.controller, "#/configuration/file");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Télécharger" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^relais-.+\.yaml$/);
  const yaml = await readFile(await download.path(), "utf8");
  expect(yaml).toBe((await site.controller.api<Whole>("GET", "/configuration")).yaml);
  expect(yaml).toContain("LAN01");
  expect(yaml).not.toContain("secret");
});

test("an import shows what it changes, member by member, before it is taken; the version before comes back", async ({
  signedIn: page,
  site,
}) => {
  const before = await site.controller.api<Whole>("GET", "/configuration");
  const yaml = before.yaml.replace("label: Journal", "label: Journal du jour");
  expect(yaml).not.toBe(before.yaml);
  await openPage(page, site.controller, "#/configuration/file");
  await page.getByLabel("Choisir un fichier").setInputFiles({
    name: "site.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(yaml),
  });
  await page.getByRole("button", { name: "Voir ce qui change" }).click();
  const changed = page.locator('[data-change="changed"][data-item="R00001"]');
  await expect(changed.getByRole("row", { name: /Libellé/ })).toContainText("JournalJournal du jour");
  await expect(page.locator("[data-change]")).toHaveCount(1);
  expect(await faultsOf(page)).toEqual([]);
  expect((await site.controller.api<Whole>("GET", "/configuration")).yaml).toBe(before.yaml);

  await page.getByRole("button", { name: "Remplacer la configuration" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remplacer la configuration" }).click();
  await expect(page.getByText("Configuration remplacée.")).toBeVisible();
  expect(await site.controller.api("GET", "/resources/R00001")).toMatchObject({ label: "Journal du jour" });

  await openPage(page, site.controller, "#/configuration/versions");
  await page.locator(`[data-version="${before.version}"]`).getByRole("link").first().click();
  await expect(page.locator('[data-change="changed"][data-item="R00001"]')).toContainText("Journal du jour");
  await page.getByRole("button", { name: "Restaurer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restaurer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Versions" })).toBeVisible();
  expect(await site.controller.api("GET", "/resources/R00001")).toMatchObject({ label: "Journal" });
  // The passwords are still there: the resource sends.
  await site.controller.pulse("R00001.Send");
  await expect.poll(async () => (await site.controller.vars("R00001.Done,R00001.Error"))["R00001.Done"]).not.toBe(0);
});

test("faults of an import are named with their lines, and nothing of it is taken", async ({ signedIn: page, site }) => {
  const before = await site.controller.api<Whole>("GET", "/configuration");
  await openPage(page, site.controller, "#/configuration/file");
  const area = page.getByLabel("Contenu du fichier");
  await area.fill("connections:\n  - id: LAN01\n    address: here\n    port: 700000\n    color: red\nresources: []\n");
  await page.getByRole("button", { name: "Voir ce qui change" }).click();
  const faults = page.locator(".faults li");
  await expect(faults.filter({ hasText: "/connections/0/port" })).toContainText("Ligne 4");
  await expect(faults.filter({ hasText: "color" })).toContainText("Ligne 5");
  await expect(page.getByText("Ce fichier ne peut pas être pris")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remplacer la configuration" })).toHaveCount(0);
  await faults.filter({ hasText: "color" }).getByRole("button").click();
  await expect(area).toBeFocused();
  expect(await page.evaluate("getSelection()?.toString()")).toBe("    color: red");
  expect((await site.controller.api<Whole>("GET", "/configuration")).yaml).toBe(before.yaml);
});

test("markup in an import is text in the preview", async ({ signedIn: page, site }) => {
  const { yaml } = await site.controller.api<Whole>("GET", "/configuration");
  await openPage(page, site.controller, "#/configuration/file");
  const hostile = yaml.replace("label: Serveur GTB", `label: '${HOSTILE_LABEL.replaceAll("'", "''")}'`);
  expect(hostile).not.toBe(yaml);
  await page.getByLabel("Contenu du fichier").fill(hostile);
  await page.getByRole("button", { name: "Voir ce qui change" }).click();
  await expect(page.locator('[data-item="LAN01"]')).toContainText(HOSTILE_LABEL);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.evaluate("window.wasRun")).toBeUndefined();
});

test("a configuration that was changed meanwhile is not overwritten", async ({ signedIn: page, site }) => {
  const { yaml } = await site.controller.api<Whole>("GET", "/configuration");
  await openPage(page, site.controller, "#/configuration/file");
  await page.getByLabel("Contenu du fichier").fill(yaml.replace("label: Journal", "label: Autre"));
  await page.getByRole("button", { name: "Voir ce qui change" }).click();
  await expect(page.locator("[data-change]")).toHaveCount(1);
  await site.controller.api("POST", "/connections", { id: "LAN05", address: "127.0.0.1", port: 21 });
  await page.getByRole("button", { name: "Remplacer la configuration" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remplacer la configuration" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("La configuration a changé entre-temps");
  expect(await site.controller.api("GET", "/connections/LAN05")).toMatchObject({ id: "LAN05" });
  await site.controller.api("DELETE", "/connections/LAN05");
});
