import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { Cable } from "./cable.ts";
import { expect, logIn, numberOf, openEtat, test } from "./page-test.ts";

const LOST = "Liaison perdue avec l'automate";

test("a lost link is said so, and comes back by itself with what happened meanwhile", async ({ page, site }) => {
  const cable = await Cable.to(site.controller.url);
  await logIn(page, cable, "admin", ADMIN_PASSWORD);
  await openEtat(page, "R00001");
  const before = Number(await numberOf(page, "R00001.Commands").textContent());
  cable.cut();
  await expect(page.getByRole("alert").filter({ hasText: LOST })).toBeVisible();
  await site.controller.pulse("R00001.Send");
  cable.join(site.controller.url);
  await expect(page.getByText(LOST)).toHaveCount(0);
  await expect(numberOf(page, "R00001.Commands")).toHaveText(String(before + 1));
  await expect(numberOf(page, "R00001.Action")).toHaveText("0");
  cable.close();
});

test("a controller that was killed is shown as it is after its restart, without a new log-in", async ({
  page,
  site,
}) => {
  const cable = await Cable.to(site.controller.url);
  await logIn(page, cable, "admin", ADMIN_PASSWORD);
  await openEtat(page, "R00001");
  const done = Number(await numberOf(page, "R00001.Done").textContent());
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00001.Done")).toHaveText(String(done + 1));
  await site.controller.kill("SIGKILL");
  await expect(page.getByText(LOST)).toBeVisible();
  await site.controller.start();
  cable.join(site.controller.url);
  await expect(page.getByText(LOST)).toHaveCount(0);
  await expect(numberOf(page, "R00001.Commands")).toHaveText("0");
  await page.getByRole("button", { name: "Envoyer les fichiers" }).click();
  await expect(numberOf(page, "R00001.Done")).toHaveText("1");
  cable.close();
});

test("health keeps what it knew while nobody answers, says so, and goes on by itself", async ({ page, site }) => {
  const cable = await Cable.to(site.controller.url);
  await logIn(page, cable, "admin", ADMIN_PASSWORD);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto(`${cable.url}/#/configuration/health`);
  await expect(page.locator(".parts .lamp.good").first()).toBeVisible();
  cable.cut();
  await expect(page.getByRole("alert").filter({ hasText: LOST })).toBeVisible();
  await expect(page.locator(".facts").first()).toBeVisible();
  cable.join(site.controller.url);
  await expect(page.getByText(LOST)).toHaveCount(0);
  await expect(page.locator(".parts .lamp.alarm")).toHaveCount(0);
  cable.close();
});
