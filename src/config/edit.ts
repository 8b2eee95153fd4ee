import { isDeepStrictEqual } from "node:util";
import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, visit, YAMLMap, YAMLSeq } from "yaml";

import { readDocument } from "./document.ts";
import type { Section } from "./schema.ts";

type Members = Readonly<Record<string, unknown>>;

/** The text of a configuration with one item replaced, or added when `index` is the length of its section. */
export function withItem(
  text: string,
  section: Section,
  index: number,
  item: Members,
  before: Members | undefined,
): string {
  const document = editable(text);
  const items = itemsOf(document, section);
  const node = items.items[index];
  if (isMap(node)) editMap(document, node, item, before ?? {});
  else items.items[index] = document.createNode(item);
  return print(document);
}

/** The text of a configuration with one item taken out. */
export function withoutItem(text: string, section: Section, index: number): string {
  const document = editable(text);
  itemsOf(document, section).items.splice(index, 1);
  return print(document);
}

/** The text of a configuration with other settings of the device; without any, the section goes. */
export function withDevice(text: string, device: Members): string {
  const document = editable(text);
  if (!isMap(document.contents)) document.contents = new YAMLMap();
  const node = document.get("device");
  if (Object.keys(device).length === 0) document.delete("device");
  else if (isMap(node)) editMap(document, node, device, {});
  else document.set("device", document.createNode(device));
  return print(document);
}

/** Aliases become copies: a change of one item must not change another that shares its text. */
export function editable(text: string): Document {
  const { document } = readDocument(text);
  visit(document, {
    Alias: (_, alias) => {
      const copy = alias.resolve(document)?.clone() as Node | undefined;
      if (copy !== undefined && !isAlias(copy)) delete copy.anchor;
      return copy;
    },
  });
  return document;
}

export function print(document: Document): string {
  // Long texts stay in one line: a folded password or path is hard to read and to search.
  return document.toString({ lineWidth: 0 });
}

function itemsOf(document: Document, section: Section): YAMLSeq<unknown> {
  if (!isMap(document.contents)) document.contents = new YAMLMap();
  const items = document.get(section);
  if (isSeq(items)) return items;
  const empty = new YAMLSeq();
  document.set(section, empty);
  return empty;
}

/**
 * Touches only what differs, so that comments, order and quotes of the rest stay. What the file left to its default,
 * and has that value still, is not spelt out.
 */
function editMap(document: Document, map: YAMLMap, members: Members, before: Members): void {
  map.items = map.items.filter((pair) => Object.hasOwn(members, String(pair.key)));
  for (const [member, value] of Object.entries(members)) {
    if (!map.has(member) && isDeepStrictEqual(value, before[member])) continue;
    editMember(document, map, member, value, before[member]);
  }
}

function editMember(document: Document, map: YAMLMap, member: string, value: unknown, before: unknown): void {
  const node = map.get(member, true) as Node | undefined;
  if (isMap(node) && isMembers(value)) editMap(document, node, value, isMembers(before) ? before : {});
  else if (isSeq(node) && Array.isArray(value)) editSequence(document, node, value);
  else if (isScalar(node) && !isCollection(document.createNode(value))) {
    if (node.value !== value) node.value = value;
  } else map.set(member, document.createNode(value));
}

/** Elements that were there keep their nodes, and so their comments. */
function editSequence(document: Document, sequence: YAMLSeq<unknown>, values: readonly unknown[]): void {
  const nodes = [...sequence.items] as Node[];
  sequence.items = values.map((value) => {
    const kept = nodes.findIndex((node) => isDeepStrictEqual(node.toJS(document), value));
    return kept < 0 ? document.createNode(value) : nodes.splice(kept, 1)[0];
  });
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
