import type { ComponentType } from "preact";
import type { Level } from "../api/wire.ts";

/** The menus of the controller, as on an e@sy: what happens now, the resources, the network and the system. */
export const SECTIONS = ["exploitation", "parametrage", "configuration"] as const;
export type Section = (typeof SECTIONS)[number];

export interface PageProps {
  /** The names of the address behind the page's own. */
  readonly rest: readonly string[];
}

/** One page of a section. Its title is the text `menu.<section>.<name>`; its code is loaded when it is first shown. */
export interface MenuPage {
  readonly section: Section;
  readonly name: string;
  /** Who may open it; for others it is not in the menu. */
  readonly level: Level;
  load(): Promise<ComponentType<PageProps>>;
}

/** A line of a section's own menu. */
export type SectionPage = Omit<MenuPage, "section">;
