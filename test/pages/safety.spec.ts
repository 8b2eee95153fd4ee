import { createTexts } from "../../src/texts.ts";
import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { cutOffPixels, faultsOf, missingTexts, openPage, PAGE_ADDRESSES, sidewaysPixels } from "./page-looks.ts";
import { expect, HOSTILE_LABEL, logIn, openEtat, test } from "./page-test.ts";

test("a label that holds markup is text", async ({ signedIn: page }) => {
  await expect(page.locator('[data-resource="R00002"]')).toContainText(HOSTILE_LABEL);
  await openEtat(page, "R00002");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(HOSTILE_LABEL);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.evaluate("window.wasRun")).toBeUndefined();
});

test("the policy lets no script run but the controller's own", async ({ site }) => {
  const response = await site.controller.fetch("/");
  const policy = response.headers.get("content-security-policy")?.split("; ") ?? [];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("style-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=/);
});

for (const [locale, language] of [
  ["fr-FR", "fr"],
  ["en-GB", "en"],
  ["ru-RU", "ru"],
] as const) {
  test(`no page of the menu breaks the policy, asks another origin, lacks a text, or is cut off, ${language}`, async ({
    browser,
    site,
  }) => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const asked = new Set<string>();
    const complaints: string[] = [];
    page.on("request", (request) => {
      // What is kept as a file comes out of the page itself.
      if (!request.url().startsWith("blob:")) asked.add(new URL(request.url()).origin);
    });
    page.on("console", (message) => {
      // The first question, who is logged in, is answered with 401.
      if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    // A desk's screen: narrower ones may scroll a table, or show it as cards.
    await page.setViewportSize({ width: 1200, height: 900 });
    const text = createTexts(language);
    for (const address of PAGE_ADDRESSES) {
      await openPage(page, site.controller, address);
      expect(await missingTexts(page), address).toEqual([]);
      expect.soft(await cutOffPixels(page), address).toBe(0);
      const [, section, name] = address.split("/");
      await expect(page.locator("nav.pages [aria-current]")).toHaveText(text(`menu.${section}.${name}`));
    }
    expect([...asked]).toEqual([new URL(site.controller.url).origin]);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds nothing on the log-in, ${colorScheme}`, async ({ page, site }) => {
      await page.goto(site.controller.url);
      await page.getByRole("button", { name: "Se connecter" }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    });

    test(`axe finds nothing on any page of the menu nor on Etat, ${colorScheme}`, async ({ signedIn: page, site }) => {
      test.slow();
      await page.locator('[data-resource="R00001"]').waitFor();
      for (const address of [...PAGE_ADDRESSES, "#/resource/R00001/etat"]) {
        await openPage(page, site.controller, address);
        expect(await faultsOf(page), address).toEqual([]);
      }
    });
  });
}

test("a theme that is chosen is kept, whatever the system asks for, and axe finds nothing", async ({
  signedIn: page,
}) => {
  // What changes its colour slowly would be looked at in between.
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
  const light = await background();
  await page.getByRole("combobox", { name: "Thème" }).selectOption("dark");
  await page.reload();
  await page.locator('[data-resource="R00001"]').waitFor();
  expect(await background()).not.toBe(light);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("combobox", { name: "Thème" }).selectOption("light");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect(await background()).toBe(light);
  expect(await faultsOf(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("no page scrolls sideways, and axe finds nothing", async ({ signedIn: page, site }) => {
    test.slow();
    for (const address of [...PAGE_ADDRESSES, "#/resource/R00001/etat"]) {
      await openPage(page, site.controller, address);
      expect(await sidewaysPixels(page), address).toBeLessThanOrEqual(0);
      expect(await faultsOf(page), address).toEqual([]);
    }
  });

  test("no page scrolls sideways in Russian", async ({ signedIn: page, site }) => {
    await page.getByRole("combobox", { name: "Langue" }).selectOption("ru");
    for (const address of PAGE_ADDRESSES) {
      await openPage(page, site.controller, address);
      expect(await sidewaysPixels(page), address).toBeLessThanOrEqual(0);
    }
  });
});
