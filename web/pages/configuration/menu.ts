import type { SectionPage } from "../menu.ts";

/** Configuration: the network, the users, the system. */
export const CONFIGURATION_PAGES: readonly SectionPage[] = [];
