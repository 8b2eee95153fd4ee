import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { expect, logIn, test } from "./page-test.ts";

test("a wrong password is said so, and the right one leads to the resources", async ({ page, site }) => {
  await logIn(page, site.controller, "admin", "not the password");
  await expect(page.getByRole("alert")).toHaveText("Utilisateur ou mot de passe incorrect.");
  await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
  await expect(page.getByRole("heading", { name: "Ressources" })).toBeVisible();
});

test("a log-in outlives a reload, and a log-out does not", async ({ signedIn: page }) => {
  await page.reload();
  await expect(page.getByRole("heading", { name: "Ressources" })).toBeVisible();
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page.getByRole("heading", { name: "Connexion à l'automate" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Se connecter" })).toBeVisible();
});

test("a session that ends elsewhere leads back to the log-in", async ({ signedIn: page, context }) => {
  await expect(page.locator('[data-resource="R00001"] a')).toBeVisible();
  await context.clearCookies();
  // The list may have found out by itself by now: there is nothing to press on then.
  await page.evaluate("location.hash = '#/resource/R00001/etat'");
  await expect(page.getByRole("button", { name: "Se connecter" })).toBeVisible();
});
