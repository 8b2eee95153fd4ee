import { computed, signal } from "@preact/signals";

/**
 * Where the user is, as the names of the address after `#`: a section, a page of it, and what the page makes of the rest.
 * `#/exploitation/overview`, `#/resource/R00001/etat`.
 */
export type Route = readonly string[];

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => hash.value.split("?")[0]?.split("/").slice(1).map(decoded) ?? []);

/** What the page is asked to show of itself: `#/exploitation/journal?resource=R00001`. */
export const query = computed(() => new URLSearchParams(hash.value.split("?")[1] ?? ""));

/** The address of a page, for a link. */
export function addressOf(names: Route, asked: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(asked).toString();
  return `#/${names.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`;
}

export function resourceAddress(id: string, tab = "etat"): string {
  return addressOf(["resource", id, tab]);
}

export function goTo(address: string): void {
  location.hash = address;
}

/** Changes what the page is asked to show, without a step of the browser's history. */
export function replaceAddress(address: string): void {
  history.replaceState(null, "", address);
  hash.value = location.hash;
}

/** Anyone can write an address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
