import { CONFIGURATION_PAGES } from "./configuration/menu.ts";
import { EXPLOITATION_PAGES } from "./exploitation/menu.ts";
import type { MenuPage } from "./menu-page.ts";
import { PARAMETRAGE_PAGES } from "./parametrage/menu.ts";

/** All pages. The first one of a section is what the section opens with. */
export const MENU: readonly MenuPage[] = [
  ...EXPLOITATION_PAGES.map((page) => ({ section: "exploitation", ...page }) as const),
  ...PARAMETRAGE_PAGES.map((page) => ({ section: "parametrage", ...page }) as const),
  ...CONFIGURATION_PAGES.map((page) => ({ section: "configuration", ...page }) as const),
];
