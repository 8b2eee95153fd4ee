import type { Profile } from "../till/profile.ts";

/** What a request asks for. Days are counted from 1970-01-01. */
export type Asked =
  | { readonly range: "all" | "new" }
  | { readonly range: "dates"; readonly from: number; readonly to: number };

const DAY_MS = 86_400_000;

/** What the text of a request asks for; `undefined` when it is not as its profile has it. */
export function readRequest(text: string, { asks, dates }: Profile["request"]): Asked | undefined {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (asks.length === 0) return { range: "new" };
  for (const [at, line] of lines.entries()) {
    const ask = asks.find(({ text: wanted }) => line.startsWith(wanted));
    if (ask === undefined) continue;
    if (ask.range !== "dates") return { range: ask.range };
    const behind = line.slice(ask.text.length).trim();
    const range = readDates(behind === "" ? (lines[at + 1] ?? "") : behind, dates);
    return range && { range: "dates", ...range };
  }
  return undefined;
}

/** Two dates of a form such as `dd.MM.yyyy;dd.MM.yyyy`. */
function readDates(text: string, form: string): { from: number; to: number } | undefined {
  const fields: string[] = [];
  const pattern = form.replace(/dd|MM|yyyy|[^\w\s]|\s+/g, (part) => {
    if (/^\s/.test(part)) return "\\s+";
    if (!/^\w/.test(part)) return `\\${part}`;
    fields.push(part);
    return `(\\d{${part.length}})`;
  });
  const [, ...found] = new RegExp(`^${pattern}$`).exec(text) ?? [];
  if (found.length !== 6) return undefined;
  const [from, to] = [dayOf(fields.slice(0, 3), found.slice(0, 3)), dayOf(fields.slice(3), found.slice(3))];
  return from === undefined || to === undefined || from > to ? undefined : { from, to };
}

function dayOf(fields: readonly string[], found: readonly string[]): number | undefined {
  const field = (name: string) => Number(found[fields.indexOf(name)]);
  const [year, month, day] = [field("yyyy"), field("MM"), field("dd")];
  const time = new Date(Date.UTC(year, month - 1, day));
  const real = time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  return real ? time.getTime() / DAY_MS : undefined;
}
