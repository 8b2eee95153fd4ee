import { withItem } from "./edit.ts";
import { type Layout, moved, type Place } from "./layout.ts";
import type { Section } from "./schema.ts";

type Members = Readonly<Record<string, unknown>>;

/** A text in which one item was changed, and where everything stands now. */
export interface Spliced {
  readonly text: string;
  readonly layout: Layout;
  /** The item as it is written now, under its section; empty when it was taken out. */
  readonly written: string;
}

/**
 * The text with one item replaced, without a look at the others: ten thousand items take seconds to be read and printed.
 * `undefined` where that could touch more than the item: `withItem` does it then.
 */
export function replaceItem(
  text: string,
  layout: Layout,
  section: Section,
  index: number,
  item: Members,
  before: Members | undefined,
): Spliced | undefined {
  const place = layout[section]?.[index];
  if (place === undefined || hasLines(item)) return undefined;
  const alone = `${section}:\n${text.slice(place.start, place.end)}`;
  const lines = asItem(withItem(alone, section, 0, item, before), section, indentAt(text, place));
  return lines === undefined ? undefined : spliced(text, layout, section, index, place, lines);
}

/** The same for an item that is added behind the last one. */
export function addItem(text: string, layout: Layout, section: Section, item: Members): Spliced | undefined {
  const places = layout[section];
  const last = places?.at(-1);
  if (places === undefined || last === undefined || hasLines(item)) return undefined;
  // What follows could be a part of what it follows.
  if (endsOpen(text, last)) return undefined;
  const lines = asItem(withItem("", section, 0, item, undefined), section, indentAt(text, last));
  return lines === undefined
    ? undefined
    : spliced(text, layout, section, places.length, { start: last.end, end: last.end }, lines);
}

/** The same for an item that is taken out. The last one of its section, and one with comments above it, is no such case. */
export function removeItem(text: string, layout: Layout, section: Section, index: number): Spliced | undefined {
  const places = layout[section] ?? [];
  const place = places[index];
  if (place === undefined || places.length === 1) return undefined;
  const previous = places[index - 1];
  if (previous !== undefined && endsOpen(text, previous)) return undefined;
  const above = previous?.end ?? text.lastIndexOf(`${section}:`, place.start);
  if (text.slice(above, place.start).includes("#")) return undefined;
  return spliced(text, layout, section, index, place, "");
}

function spliced(
  text: string,
  layout: Layout,
  section: Section,
  index: number,
  { start, end }: Place,
  lines: string,
): Spliced {
  const next = text.slice(0, start) + lines + text.slice(end);
  const places = layout[section] ?? [];
  const known = places[index]?.start === start && places[index]?.end === end ? 1 : 0;
  const others = moved({ ...layout, [section]: places.toSpliced(index, known) }, end, lines.length - (end - start));
  const here = lines === "" ? [] : [{ start, end: start + lines.length }];
  return {
    text: next,
    layout: { ...others, [section]: (others[section] ?? []).toSpliced(index, 0, ...here) },
    written: lines === "" ? "" : `${section}:\n${lines}`,
  };
}

/** The lines of the only item of a section, at the indent of its siblings. */
function asItem(printed: string, section: Section, indent: string): string | undefined {
  const lines = printed.split("\n");
  const own = lines[1]?.search(/\S/) ?? 0;
  if (lines[0] !== `${section}:` || lines.at(-1) !== "" || !lines[1]?.startsWith(`${" ".repeat(own)}- `))
    return undefined;
  return lines
    .slice(1, -1)
    .map((line) => (line === "" ? "\n" : `${indent}${line.slice(own)}\n`))
    .join("");
}

function indentAt(text: string, { start }: Place): string {
  return text.slice(start, text.indexOf("-", start));
}

/** A text of several lines may go on with the lines that follow it. */
function hasLines(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\n");
  return typeof value === "object" && value !== null && Object.values(value).some(hasLines);
}

function endsOpen(text: string, { start, end }: Place): boolean {
  return !text.slice(start, end).endsWith("\n") || /[|>][-+0-9]*\s*(?:#.*)?$/m.test(text.slice(start, end));
}
