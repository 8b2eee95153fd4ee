import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { expect, logIn, numberOf, openEtat, test } from "./page-test.ts";

test("a press of « Envoyer les fichiers » sends the folder, and the registers follow", async ({
  signedIn: page,
  site,
}) => {
  await openEtat(page, "R00001");
  const done = Number(await numberOf(page, "R00001.Done").textContent());
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00001.Done")).toHaveText(String(done + 1));
  await expect(numberOf(page, "R00001.Error")).toHaveText("0");
  await expect(numberOf(page, "R00001.FilesDone")).toHaveText("20");
  await expect(numberOf(page, "R00001.Action")).toHaveText("0");
  await expect(page.locator('[data-register="R00001.Status"] .meaning')).toHaveText("Ressource en « Start »");
  await expect(page.getByText("Fichiers : 20 sur 20")).toBeVisible();
  expect(await page.getByRole("progressbar").getAttribute("value")).toBe(
    await page.getByRole("progressbar").getAttribute("max"),
  );
  expect(await readdir(join(site.remote, "journal"))).toHaveLength(20);
});

test("« Recharger les fichiers » is there for a folder, and not for a Set", async ({ signedIn: page }) => {
  await openEtat(page, "R00001");
  const commands = Number(await numberOf(page, "R00001.Commands").textContent());
  await page.getByRole("button", { name: "Recharger les fichiers" }).click();
  await expect(numberOf(page, "R00001.Commands")).toHaveText(String(commands + 1));
  await page.getByRole("link", { name: "‹ Ressources" }).click();
  await openEtat(page, "R00002");
  await expect(page.getByRole("button", { name: "Envoyer les fichiers" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Recharger les fichiers" })).toHaveCount(0);
});

test("« Arrêter » stops a send that does not advance", async ({ signedIn: page, site }) => {
  site.server.faults.set([{ when: { event: "reply", command: "STOR" }, do: { delayMs: 60_000 } }]);
  await openEtat(page, "R00001");
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  const state = page.getByRole("status");
  await expect(state).toContainText("Envoi des fichiers");
  await expect(state).toContainText("Ressource en « Run »");
  await page.getByRole("button", { name: "Arrêter" }).click();
  await expect(numberOf(page, "R00001.Error")).toHaveText("3");
  await expect(numberOf(page, "R00001.Action")).toHaveText("0");
  await expect(state).toContainText("Connexion à l'arrêt (End)");
});

test("a failure shows its meaning and what to do", async ({ signedIn: page, site }) => {
  site.server.faults.set([{ when: { event: "command", command: "STOR" }, do: { reply: "553 Not allowed." } }]);
  await openEtat(page, "R00002");
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00002.Error")).toHaveText("8");
  const why = page.getByRole("region", { name: "Pourquoi ?" });
  await expect(why).toContainText("Vérifier les droits d'accès au serveur FTP");
  await expect(why).toContainText("553 Not allowed.");
  await why.getByRole("link", { name: "Modifier « Dossier dans le serveur »" }).click();
  await expect(page.getByLabel("Dossier dans le serveur", { exact: true })).toBeFocused();
});

test("inputs and outputs stand apart, each with its text", async ({ signedIn: page }) => {
  await openEtat(page, "R00001");
  const [inputs, outputs] = [page.getByRole("table").nth(0), page.getByRole("table").nth(1)];
  await expect(inputs.locator("tbody tr")).toHaveCount(3);
  await expect(inputs).toContainText("Annule la demande de transfert");
  await expect(outputs).toContainText("Fichiers transférés");
  await expect(outputs).not.toContainText("var.");
});

test("everything can be reached and pressed by keyboard", async ({ signedIn: page }) => {
  await openEtat(page, "R00001");
  const commands = Number(await numberOf(page, "R00001.Commands").textContent());
  const button = page.getByRole("button", { name: "Envoyer les fichiers" });
  for (let tabs = 0; tabs < 20 && !(await button.evaluate((element) => element.matches(":focus"))); tabs += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(numberOf(page, "R00001.Commands")).toHaveText(String(commands + 1));
});

test("an unknown resource is said so", async ({ signedIn: page, site }) => {
  await expect(page.getByRole("heading", { name: "Ressources" })).toBeVisible();
  await page.goto(`${site.controller.url}/#/resource/R99999/etat`);
  await expect(page.getByRole("alert")).toHaveText("Cette ressource n'existe pas.");
});

test("a guest looks, and commands nothing", async ({ page, site }) => {
  await page.route("**/api/v1/session", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as object;
    await route.fulfill({ response, json: { ...body, level: "guest" } });
  });
  await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
  await openEtat(page, "R00001");
  await expect(page.getByRole("button", { name: "Envoyer les fichiers" })).toBeDisabled();
  await expect(page.getByText("Un invité peut regarder, pas commander.")).toBeVisible();
});
