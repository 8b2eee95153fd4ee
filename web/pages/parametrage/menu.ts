import type { SectionPage } from "../menu-page.ts";

/** Paramétrage: the resources. */
export const PARAMETRAGE_PAGES: readonly SectionPage[] = [
  { name: "resources", level: "guest", load: async () => (await import("./resources.tsx")).Resources },
  { name: "add", level: "installer", load: async () => (await import("./add-resource.tsx")).AddResource },
  { name: "sets", level: "guest", load: async () => (await import("./sets.tsx")).Sets },
];
