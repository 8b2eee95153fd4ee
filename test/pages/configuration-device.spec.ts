import { openPage } from "./page-looks.ts";
import { expect, test } from "./page-test.ts";

test("the device's name, language and time zone are changed, and a zone that is none is refused", async ({
  signedIn: page,
  site,
}) => {
  const before = await site.controller.api("GET", "/device");
  await openPage(page, site.controller, "#/configuration/device");
  await page.getByLabel("Nom du site").fill("Chaufferie Nord");
  await page.getByLabel("Langue").last().selectOption("ru");
  await page.getByLabel("Fuseau horaire").fill("Mars/Olympus");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("alert")).toContainText("Fuseau horaire inconnu");
  await page.getByLabel("Fuseau horaire").fill("Asia/Novosibirsk");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  expect(await site.controller.api("GET", "/device")).toMatchObject({
    site: "Chaufferie Nord",
    language: "ru",
    timeZone: "Asia/Novosibirsk",
  });
  await openPage(page, site.controller, "#/configuration/health");
  await expect(page.getByText("Asia/Novosibirsk")).toBeVisible();
  await site.controller.api("PUT", "/device", before);
});

test("health names every part, and logs are asked for by their gravity", async ({ signedIn: page, site }) => {
  const { health } = await site.controller.api<{ readonly health: readonly unknown[] }>("GET", "/system");
  await openPage(page, site.controller, "#/configuration/health");
  // One line more: the whole.
  await expect(page.locator(".parts li")).toHaveCount(health.length + 1);
  await expect(page.locator(".parts .lamp.alarm")).toHaveCount(0);
  await openPage(page, site.controller, "#/configuration/logs");
  await page.getByLabel("Gravité").selectOption("error");
  await expect(page).toHaveURL(/level=error/);
  await expect(page.locator('.logs tr[data-level="info"]')).toHaveCount(0);
  await page.getByRole("button", { name: "Rafraîchir" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});
