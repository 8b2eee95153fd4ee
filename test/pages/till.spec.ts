import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTexts, type Language } from "../../src/texts.ts";
import { call } from "./api.ts";
import { faultsOf } from "./faults-of-page.ts";
import { expect, numberOf, test } from "./page-test.ts";

const ADDED = "R00011";

test.afterEach(async ({ site }) => {
  await call(site.controller, "DELETE", `/resources/${ADDED}`).catch(() => {});
  await rm(join(site.controller.data, "flashdisk/pos"), { recursive: true, force: true });
});

for (const [language, locale] of Object.entries({ fr: "fr-FR", ru: "ru-RU" })) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`a catalog resource is added, asks the server, and shows what came last, in ${language}`, async ({
      signedIn: page,
      site,
    }) => {
      const text = createTexts(language as Language);
      await mkdir(join(site.remote, "ObmenFTP"), { recursive: true });
      await page.goto(`${site.controller.url}/#/parametrage/add`);
      await expect(page.getByRole("heading", { name: text("menu.till") })).toBeVisible();
      await page.getByRole("link", { name: text("ftpCatalog") }).click();
      await page.getByLabel(text("resource.connection"), { exact: true }).selectOption("LAN01");
      await page.getByLabel(text("resource.user"), { exact: true }).fill("easy");
      await page.getByLabel(text("resource.password"), { exact: true }).fill("secret");
      const field = (title: string) => page.getByRole("textbox", { name: text(title), exact: true });
      await field("ftpCatalog.remoteFile").fill("ObmenFTP/POS.spr");
      await field("ftpCatalog.localFile").fill("Net.FlashDisk/pos/POS.spr");
      await field("ftpCatalog.loadFlag").fill("Net.FlashDisk/pos/POS.flg");
      await expect(page.locator("main")).not.toContainText(/\b(page|group|help|resource|till|ftpCatalog)\.[a-zA-Z]/);
      await page.getByRole("button", { name: text("page.add.submit") }).click();
      await expect(page).toHaveURL(new RegExp(`#/resource/${ADDED}/etat`));

      const awaited = page.locator(".awaited > div");
      const last = awaited.filter({ hasText: text("var.LastCatalog") });
      await expect(last).toContainText(text("page.never"));
      await writeFile(join(site.remote, "ObmenFTP/POS.spr"), "##@@&&\n#\n1;4601234567890;Хлеб;45.00\n");
      await page.getByRole("button", { name: text("page.command.Poll") }).click();
      await expect(last).not.toContainText(text("page.never"));
      await expect(numberOf(page, `${ADDED}.Error`)).toHaveText("0");
      await expect(awaited.filter({ hasText: text("var.Pending") })).toBeVisible();
      expect(await readdir(join(site.remote, "ObmenFTP"))).toEqual([]);
      expect((await readdir(join(site.controller.data, "flashdisk/pos"))).sort()).toEqual(["POS.flg", "POS.spr"]);
      expect(await faultsOf(page)).toEqual([]);
    });
  });
}

test("a report resource is added and sends what the till has written", async ({ signedIn: page, site }) => {
  const text = createTexts("fr");
  await page.goto(`${site.controller.url}/#/parametrage/add/ftp-report`);
  await page.getByLabel(text("resource.connection"), { exact: true }).selectOption("LAN01");
  await page.getByLabel(text("resource.user"), { exact: true }).fill("easy");
  await page.getByLabel(text("resource.password"), { exact: true }).fill("secret");
  const field = (title: string) => page.getByRole("textbox", { name: text(title), exact: true });
  await field("ftpReport.remoteFile").fill("ObmenFTP/POS.rep");
  await field("ftpReport.localFile").fill("Net.FlashDisk/pos/POS.rep");
  await page.getByRole("button", { name: text("page.add.submit") }).click();
  const last = page.locator(".awaited > div").filter({ hasText: text("var.LastReport") });
  await expect(last).toContainText(text("page.never"));
  await mkdir(join(site.controller.data, "flashdisk/pos"), { recursive: true });
  await writeFile(join(site.controller.data, "flashdisk/pos/POS.rep"), "#\n1;1;29.11.2026;45.00\n");
  await expect(last).not.toContainText(text("page.never"));
  expect(await readdir(join(site.remote, "ObmenFTP"))).toEqual(["POS.rep"]);
  await rm(join(site.remote, "ObmenFTP"), { recursive: true });
});
