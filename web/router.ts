import { computed, signal } from "@preact/signals";

/** Where the user is: the list of resources, or a tab of one of them. Lives in the address, after `#`. */
export type Route =
  | { readonly at: "resources" }
  | { readonly at: "resource"; readonly id: string; readonly tab: string };

const DEFAULT_TAB = "etat";

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => {
  const [, id, tab = DEFAULT_TAB] = hash.value.split("/");
  return id === undefined || id === "" ? { at: "resources" } : { at: "resource", id: decoded(id), tab };
});

export function addressOf(wanted: Route): string {
  return wanted.at === "resources" ? "#/" : `#/${encodeURIComponent(wanted.id)}/${wanted.tab}`;
}

/** Anyone can write an address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
