import { faultsOf, openPage } from "./page-looks.ts";
import { expect, logIn as openSession, test } from "./page-test.ts";

const PASSWORD = "a first password 2026";
const NEXT = "another password 2026";

test("an account is created, given another level, and deleted once that was confirmed", async ({
  signedIn: page,
  site,
}) => {
  await openPage(page, site.controller, "#/configuration/users");
  await page.getByRole("link", { name: "Ajouter un utilisateur" }).click();
  await page.getByLabel("Utilisateur", { exact: true }).fill("marie");
  await page.getByLabel("Niveau").selectOption("operator");
  await page.getByLabel("Mot de passe", { exact: true }).fill("court");
  await page.getByRole("button", { name: "Créer le compte" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveText(
    "Le mot de passe doit avoir au moins 12 caractères.",
  );
  await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Créer le compte" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "marie" })).toBeVisible();
  await page.getByLabel("Niveau").selectOption("installer");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  expect(await site.controller.api("GET", "/users/marie")).toEqual({ name: "marie", level: "installer" });
  await page.getByRole("button", { name: "Supprimer le compte" }).click();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Utilisateurs" })).toBeVisible();
  await expect(page.locator('[data-user="marie"]')).toHaveCount(0);
});

test("a token is shown once, works, and ends when tokens are revoked", async ({ signedIn: page, site }) => {
  await site.controller.api("POST", "/users", { name: "robot", level: "guest", password: PASSWORD });
  await openPage(page, site.controller, "#/configuration/users/robot");
  await page.getByRole("button", { name: "Créer un jeton" }).click();
  const token = (await page.locator(".secret code").textContent()) ?? "";
  const call = () => fetch(`${site.controller.url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  expect((await call()).status).toBe(200);
  const issued = page.locator("[data-token]");
  await expect(issued).toHaveCount(1);
  await page.getByRole("button", { name: "Créer un jeton" }).click();
  await expect(issued).toHaveCount(2);
  expect(await faultsOf(page)).toEqual([]);
  const id = await issued.first().getAttribute("data-token");
  await page.getByRole("button", { name: `Révoquer le jeton ${id}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Révoquer" }).click();
  await expect(issued).toHaveCount(1);
  expect((await call()).status).toBe(401);
  await page.getByRole("button", { name: "Révoquer tous les jetons" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Révoquer tous les jetons" }).click();
  await expect(page.locator(".secret")).toHaveCount(0);
  await expect(issued).toHaveCount(0);
  await site.controller.api("DELETE", "/users/robot");
});

test("the last administrator is not deleted, and that is said", async ({ signedIn: page, site }) => {
  await openPage(page, site.controller, "#/configuration/users/admin");
  await page.getByRole("button", { name: "Supprimer le compte" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toHaveText(
    "C'est le dernier administrateur : en créer un autre d'abord.",
  );
});

test("someone changes their own password, and must know the present one", async ({ page, site }) => {
  await site.controller.api("POST", "/users", { name: "paul", level: "guest", password: PASSWORD });
  await openSession(page, site.controller, "paul", PASSWORD);
  await page.getByRole("link", { name: "paul" }).click();
  const change = async (current: string, next: string, again: string) => {
    await page.getByLabel("Mot de passe actuel").fill(current);
    await page.getByLabel("Nouveau mot de passe", { exact: true }).fill(next);
    await page.getByLabel("Nouveau mot de passe, encore").fill(again);
    await page.getByRole("button", { name: "Changer le mot de passe" }).click();
  };
  await change(PASSWORD, NEXT, "something else 2026");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveText(
    "Les deux nouveaux mots de passe ne sont pas les mêmes.",
  );
  await change("not the password 1", NEXT, NEXT);
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveText("Le mot de passe actuel n'est pas le bon.");
  await change(PASSWORD, NEXT, NEXT);
  await expect(page.getByText("Mot de passe changé.")).toBeVisible();
  const status = async (password: string) =>
    (
      await fetch(`${site.controller.url}/api/v1/session`, {
        headers: { authorization: `Basic ${btoa(`paul:${password}`)}` },
      })
    ).status;
  expect(await status(NEXT)).toBe(200);
  expect(await status(PASSWORD)).toBe(401);
  await site.controller.api("DELETE", "/users/paul");
});
