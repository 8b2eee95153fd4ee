import type { Value } from "../../api/wire.ts";

/** How the registers of a resource changed, and the FTP dialogue on the same axis (`GET /resources/:id/timing`). */
export interface Timing {
  readonly now: string;
  readonly from: string;
  readonly to: string;
  readonly variables: readonly TimedVariable[];
  /** What they were when `from` began. */
  readonly before: readonly { readonly name: string; readonly value: Value }[];
  readonly changes: readonly {
    readonly seq: number;
    readonly time: string;
    readonly name: string;
    readonly value: Value;
  }[];
  readonly dialogue: readonly DialogueLine[];
}

export interface TimedVariable {
  readonly name: string;
  readonly type: string;
  readonly code?: string;
  readonly direction: string;
}

export interface DialogueLine {
  readonly time: string;
  readonly session: number;
  readonly direction: "sent" | "received";
  readonly text: string;
}

/** A part of the axis, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A value from one moment to the next. */
export interface Stretch extends Span {
  readonly value: Value;
}

/** How one variable went within a span. */
export function stretchesOf({ before, changes }: Timing, name: string, { from, to }: Span): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let value = before.find((each) => each.name === name)?.value ?? 0;
  let since = from;
  for (const change of changes) {
    const at = Date.parse(change.time);
    if (change.name !== name || at > to) continue;
    // A pulse may rise and fall within one millisecond: it stays, without a width.
    if (at >= since && at > from) stretches.push({ from: since, to: at, value });
    value = change.value;
    since = Math.max(at, from);
  }
  stretches.push({ from: since, to, value });
  return stretches;
}

/** From the first thing that happened to the last, with some room: the whole of what is recorded may be mostly rest. */
export function eventful({ changes, dialogue, from, to }: Timing): Span {
  const times = [...changes, ...dialogue].map(({ time }) => Date.parse(time));
  if (times.length === 0) return { from: Date.parse(from), to: Date.parse(to) };
  return roomy({ from: Math.min(...times), to: Math.max(...times) });
}

const JUST_BEFORE_MS = 1000;

/** The last command: from the last rise of `Action` to its fall. */
export function lastCommand({ changes, dialogue }: Timing): Span | undefined {
  const actions = changes.filter(({ name }) => name === "Action");
  const isAtRest = (index: number) => index < 0 || actions[index]?.value === 0;
  const begin = actions.findLastIndex(({ value }, index) => value !== 0 && isAtRest(index - 1));
  const first = actions[begin];
  if (first === undefined) return undefined;
  const end = actions.slice(begin).find(({ value }) => value === 0) ?? changes.at(-1);
  const from = Math.min(...changes.filter(isAsking(first)).map(({ time }) => Date.parse(time)));
  const last = dialogue.map(({ time }) => Date.parse(time)).findLast((time) => time >= from) ?? from;
  return roomy({ from, to: Math.max(end === undefined ? from : Date.parse(end.time), Math.min(last, from + 60_000)) });
}

/** What asked for a command rose just before it, and belongs to it. */
function isAsking(first: { readonly seq: number; readonly time: string }) {
  const at = Date.parse(first.time);
  return ({ seq, time, value }: Timing["changes"][number]) =>
    seq === first.seq || (value === true && seq < first.seq && Date.parse(time) > at - JUST_BEFORE_MS);
}

function roomy({ from, to }: Span): Span {
  const room = Math.max((to - from) * 0.05, 5);
  return { from: from - room, to: to + room };
}

/** Steps of an axis that people read well, in milliseconds. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 3e5, 6e5, 18e5, 36e5, 216e5, 864e5];

/** Marks of the axis: about as many as there is room for. */
export function ticksOf({ from, to }: Span, wanted: number): readonly number[] {
  const step = STEPS.find((each) => (to - from) / each <= wanted) ?? 864e5;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(Math.floor((to - first) / step) + 1, 0) }, (_, index) => first + index * step);
}

/** A table of what happened, in its order: for a spreadsheet. */
export function csvOf({ changes, dialogue }: Timing, { from, to }: Span): string {
  const rows = [
    ...changes.map(({ time, name, value }) => ({ time, what: name, value: String(Number(value)) })),
    ...dialogue.map(({ time, session, direction, text }) => ({
      time,
      what: `FTP ${session} ${direction}`,
      value: text,
    })),
  ].filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to);
  rows.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
  return `time,what,value\r\n${rows.map(({ time, what, value }) => [time, what, value].map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A reply of a server is any text: a spreadsheet must not take it for a formula. */
function cell(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
