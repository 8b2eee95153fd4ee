import { endOfHour, type Span, startOf } from "../calendar.ts";
import type { TimeZone } from "../time-zone.ts";
import type { BalanceRow } from "./history.ts";
import type { Hours } from "./hours.ts";
import { NOTHING, plus, type Totals } from "./totals.ts";

/** A longer stretch is a clock that was set: nobody knows how long the point was on. */
const MAX_STRETCH_MS = 31 * 86_400_000;
/** How many hours wait at most while the disk refuses; a further one is lost. */
const MAX_WAITING = 1000;

/** What is counted for one point, and what is on disk of it. */
export class Balance {
  readonly id: number;
  readonly key: string;
  readonly #hours: Hours;
  readonly #zone: TimeZone;
  #waiting = new Map<number, Totals>();
  #lost = 0;

  constructor(id: number, key: string, hours: Hours, zone: TimeZone) {
    this.id = id;
    this.key = key;
    this.#hours = hours;
    this.#zone = zone;
  }

  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  count(time: number, value: number): void {
    if (Number.isNaN(value)) throw new RangeError(`${this.key}: a value is not a number`);
    const last = Math.trunc(time);
    this.#add(last, { ...NOTHING, count: 1, min: value, max: value, sum: value, last });
  }

  countOn(from: number, to: number, started: boolean): void {
    const [first, last] = [Math.trunc(from), Math.trunc(to)];
    if (started) this.#add(first, { ...NOTHING, starts: 1, last: first });
    if (last - first > MAX_STRETCH_MS) return;
    for (let start = first; start < last; ) {
      const end = Math.min(last, endOfHour(start, this.#zone));
      this.#add(start, { ...NOTHING, onMs: end - start, last: end });
      start = end;
    }
  }

  /** Part of a transaction of the caller, who calls `written` once it is durable. */
  write(): void {
    for (const [start, totals] of this.#waiting) this.#hours.add(this.id, start, totals);
  }

  written(): void {
    this.#waiting = new Map();
  }

  /** How many times something could not be counted since this was last asked. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  *rows(span: Span, from: number, to: number): Generator<BalanceRow> {
    let period: { start: number; totals: Totals } | undefined;
    for (const hour of this.#hours.since(this.id, from)) {
      const start = startOf(span, hour.start, this.#zone);
      if (start < from) continue;
      if (start > to) break;
      if (period?.start === start) {
        period.totals = plus(period.totals, hour);
      } else {
        if (period !== undefined) yield rowOf(span, period.start, period.totals);
        period = { start, totals: hour };
      }
    }
    if (period !== undefined) yield rowOf(span, period.start, period.totals);
  }

  #add(time: number, totals: Totals): void {
    const start = startOf("hour", time, this.#zone);
    const before = this.#waiting.get(start);
    if (before === undefined && this.#waiting.size >= MAX_WAITING) this.#lost += 1;
    else this.#waiting.set(start, before === undefined ? totals : plus(before, totals));
  }
}

function rowOf(span: Span, start: number, { count, min, max, sum, onMs, starts }: Totals): BalanceRow {
  return { span, start, count, min: count === 0 ? 0 : min, max: count === 0 ? 0 : max, sum, onMs, starts };
}
