import type { SectionPage } from "../menu.ts";

/** Paramétrage: the resources. */
export const PARAMETRAGE_PAGES: readonly SectionPage[] = [];
