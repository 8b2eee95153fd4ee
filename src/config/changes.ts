import { isDeepStrictEqual } from "node:util";
import type { Config, Section } from "./schema.ts";

/** What becomes of one item. */
export interface ItemChange {
  readonly section: string;
  /** Its name; empty for a section that is one item. */
  readonly item: string;
  readonly change: "added" | "changed" | "removed";
  /** Of a password only that it changes. */
  readonly members: readonly MemberChange[];
}

export interface MemberChange {
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Item = Readonly<Record<string, unknown>>;

/** The member that names an item of a section. */
export const NAMES: Readonly<Record<Section, string>> = {
  connections: "id",
  resources: "id",
  sets: "label",
  folders: "path",
  profiles: "name",
};

/** What differs between two configurations, item by item, without any secret. */
export function changesBetween(before: Config, after: Config): ItemChange[] {
  return [
    ...changeOf("device", "", before.device, after.device),
    ...(Object.keys(NAMES) as Section[]).flatMap((section) => {
      const [old, now] = [itemsOf(before, section), itemsOf(after, section)];
      const names = new Set([...old.keys(), ...now.keys()]);
      return [...names].flatMap((name) => changeOf(section, name, old.get(name), now.get(name)));
    }),
    ...changeOf("ftpServer", "", before.ftpServer, after.ftpServer),
  ];
}

function itemsOf(config: Config, section: Section): ReadonlyMap<string, Item> {
  return new Map((config[section] as readonly Item[]).map((item) => [String(item[NAMES[section]]), item]));
}

function changeOf(section: string, item: string, before: Item | undefined, after: Item | undefined): ItemChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const members = [...names]
    .filter((name) => !isDeepStrictEqual(before?.[name], after?.[name]))
    .map((name) => (name === "password" ? { name } : memberChange(name, before?.[name], after?.[name])));
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return [{ section, item, change, members }];
}

function memberChange(name: string, before: unknown, after: unknown): MemberChange {
  return { name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
