import { fileURLToPath } from "node:url";
import type { Level } from "../src/accounts/accounts.ts";

/** A page of the menu, as far as it is of use outside a browser. */
export interface PageOfMenu {
  readonly section: "exploitation" | "parametrage" | "configuration";
  readonly name: string;
  readonly level: Level;
}

/** The pages' own menu. The pages behind it are written for browsers, so their types are not those of this side. */
const FILE: string = fileURLToPath(new URL("../web/pages/menu.ts", import.meta.url));

export const { MENU } = (await import(FILE)) as { readonly MENU: readonly PageOfMenu[] };
