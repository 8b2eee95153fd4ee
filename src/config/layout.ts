import { type Document, isMap, isSeq, type Node, type Pair } from "yaml";
import type { Section } from "./schema.ts";

/** The lines of an item, from the one with its dash to the last with something of its value. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where the items of each section stand in the text of a configuration: one can be changed without reading the others. */
export type Layout = Readonly<Partial<Record<Section, readonly Place[]>>>;

/** What could reach from one item into another, or what the lines of an item cannot be told by. */
const UNUSUAL = /\r|\t|^\uFEFF|^(?:%|---|\.\.\.)|(?:^|[\s[{,])&\S/m;
const SECTIONS: readonly string[] = ["connections", "resources", "sets", "folders"] satisfies readonly Section[];

/** `undefined` unless all is as the controller writes it: block style, a dash before each item, no anchors. */
export function layoutOf(text: string, document: Document): Layout | undefined {
  const root = document.contents;
  if (!isMap(root) || root.flow === true || UNUSUAL.test(text)) return undefined;
  const layout: Partial<Record<Section, readonly Place[]>> = {};
  for (const { key, value } of root.items as Pair<Node, Node>[]) {
    const section = String(key);
    if (!SECTIONS.includes(section)) continue;
    const places = isSeq(value) && value.flow !== true ? placesOf(text, value.items as Node[]) : undefined;
    if (places === undefined) return undefined;
    layout[section as Section] = places;
  }
  return layout;
}

function placesOf(text: string, items: readonly Node[]): readonly Place[] | undefined {
  const places: Place[] = [];
  for (const item of items) {
    const [first, last] = item.range ?? [0, 0];
    const start = text.lastIndexOf("\n", first - 1) + 1;
    if (!isMap(item) || !/^ *- +$/.test(text.slice(start, first))) return undefined;
    places.push({ start, end: endOfLine(text, start + text.slice(start, last).trimEnd().length) });
  }
  return places;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** The layout after the text between two places became another, with what stands behind moved. */
export function moved(layout: Layout, from: number, by: number): Layout {
  const move = ({ start, end }: Place): Place =>
    start >= from ? { start: start + by, end: end + by } : { start, end };
  return Object.fromEntries(Object.entries(layout).map(([section, places]) => [section, places.map(move)]));
}
