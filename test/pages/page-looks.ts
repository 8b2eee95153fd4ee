import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { MENU } from "../../scripts/menu-of-pages.ts";
import { expect } from "./page-test.ts";

/** The address of every page of the menu, behind the controller's own. */
export const PAGE_ADDRESSES = MENU.map(({ section, name }) => `#/${section}/${name}`);

/** Opens a page by its address and waits until nothing of it is waited for. */
export async function openPage(page: Page, { url }: { readonly url: string }, address: string): Promise<void> {
  await page.goto(`${url}/${address}`);
  await expect(page.locator("main h1").first()).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
}

/** What axe finds on the page as it is now. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}

export async function sidewaysPixels(page: Page): Promise<number> {
  return Number(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
}

/** By how much the widest table is cut off: it can be scrolled, but who looks for a button that is not there? */
export async function cutOffPixels(page: Page): Promise<number> {
  const tables = await page.locator(".table").all();
  const cut = tables.map((table) => table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  return Math.max(0, ...(await Promise.all(cut)));
}

/** Keys that no text was found for: `page.lan.add`, `var.Send`. Names of the controller's own (`easy.JRNL`) are none. */
export async function missingTexts(page: Page): Promise<readonly string[]> {
  const shown = await page.locator("body").innerText();
  return shown.match(/\b(?:page|menu|group|help|choice|code|var|failure|fault|event|severity)\.[A-Za-z][\w.-]*/g) ?? [];
}
