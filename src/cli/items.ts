import type { Client } from "./client.ts";
import type { WireItem } from "./wire.ts";

/** The sections of the configuration that the HTTP face keeps, in the order in which they refer to each other. */
export const SECTIONS = ["connections", "sets", "profiles", "resources"] as const;
export type Section = (typeof SECTIONS)[number];

/** What names an item of a section. */
export const NAMED_BY = {
  connections: "id",
  sets: "label",
  profiles: "name",
  resources: "id",
} as const satisfies Record<Section, string>;

export async function itemsOf(client: Client, section: Section): Promise<readonly WireItem[]> {
  const answer = await client.get<Record<Section, readonly WireItem[]>>(`/${section}`);
  return answer[section];
}
