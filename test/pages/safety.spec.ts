import AxeBuilder from "@axe-core/playwright";
import { expect, HOSTILE_LABEL, openEtat, test } from "./page-test.ts";

test("a label that holds markup is text", async ({ signedIn: page }) => {
  await expect(page.locator('[data-resource="R00002"]')).toContainText(HOSTILE_LABEL);
  await openEtat(page, "R00002");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(HOSTILE_LABEL);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.evaluate("window.wasRun")).toBeUndefined();
});

test("nothing is asked of another origin, and nothing breaks the policy", async ({ page, site, browser }) => {
  const asked: string[] = [];
  const complaints: string[] = [];
  const context = await browser.newContext();
  const watched = await context.newPage();
  watched.on("request", (request) => asked.push(new URL(request.url()).origin));
  watched.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  watched.on("pageerror", (error) => complaints.push(String(error)));
  await page.close();
  await watched.goto(site.controller.url);
  await watched.getByRole("button").first().waitFor();
  await context.close();
  expect(new Set(asked)).toEqual(new Set([new URL(site.controller.url).origin]));
  // The first question, who is logged in, is answered with 401.
  expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds nothing on the log-in, ${colorScheme}`, async ({ page, site }) => {
      await page.goto(site.controller.url);
      await page.getByRole("button", { name: "Se connecter" }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    test(`axe finds nothing on the list and on Etat, ${colorScheme}`, async ({ signedIn: page }) => {
      await page.locator('[data-resource="R00001"]').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await openEtat(page, "R00001");
      expect(await faultsOf(page)).toEqual([]);
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });
  test("no page scrolls sideways, and axe finds nothing", async ({ signedIn: page }) => {
    await page.locator('[data-resource="R00001"]').waitFor();
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
    await openEtat(page, "R00001");
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
  });
});

async function faultsOf(page: ConstructorParameters<typeof AxeBuilder>[0]["page"]) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}

async function sidewaysPixels(page: { evaluate(script: string): Promise<unknown> }): Promise<number> {
  return Number(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
}
