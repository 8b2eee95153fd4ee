import type { Clock } from "../clock.ts";
import { Buckets } from "./buckets.ts";
import type { Sample } from "./history.ts";
import { firstSince, type Run, runsOf } from "./runs.ts";
import type { Samples } from "./samples.ts";
import type { Trace, Traces } from "./traces.ts";
import { Turns } from "./turns.ts";

/** What is wanted of a trace. */
export interface TrendQuery {
  /** Milliseconds since 1970 UTC, both included; left out, the trace's own. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** At most so many points. */
  readonly points: number;
  /** Texts have no minimum and no maximum: of too many the newest are given. */
  readonly isText: boolean;
}

/** A trace as it is drawn: its samples, or what is lowest and highest of them in equal stretches of time. */
export type Trend = {
  readonly from: number;
  readonly to: number;
  /** Samples from `from` to `to`. */
  readonly total: number;
  /** The last sample before `from`, when there is one: what is sampled on change only still had that value. */
  readonly before?: Drawn;
  /** When the samples were taken, or when the stretches begin; stretches without a sample are left out. */
  readonly times: readonly number[];
} & (
  | { readonly exact: true; readonly values: readonly (number | string)[] }
  /** The newest samples: `from` has moved, and `total` still counts those that were asked for. */
  | { readonly exact: false; readonly values: readonly string[] }
  | { readonly exact: false; readonly min: readonly number[]; readonly max: readonly number[] }
);

/** How much there is of a trace. */
export interface Extent {
  readonly samples: number;
  /** Times of the first and of the last sample, when there is one. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Samples that are looked at in one statement, some 5 ms. */
const SAMPLES_AT_ONCE = 20_000;

/**
 * Trends of traces, from what is on disk. However long a trace is, others are served in between, and no peak is lost:
 * samples that are too many are reduced to the lowest and the highest of each stretch.
 */
export class Trends {
  readonly #traces: Traces;
  readonly #samples: Samples;
  readonly #turns: Turns;

  constructor(traces: Traces, samples: Samples, clock: Clock) {
    this.#traces = traces;
    this.#samples = samples;
    this.#turns = new Turns(clock);
  }

  extent(key: string): Extent {
    const trace = this.#traces.find(key);
    if (trace === undefined || trace.last === trace.forgotten) return { samples: 0, first: undefined, last: undefined };
    const { forgotten, last, lastTime } = trace;
    return { samples: last - forgotten, first: this.#samples.timeOf(trace, forgotten + 1), last: lastTime };
  }

  /** Raises the reason of `signal`. A trace that has taken no sample yet has an empty trend. */
  async read(key: string, query: TrendQuery, signal: AbortSignal): Promise<Trend> {
    const trace = this.#traces.find(key);
    const whole = trace === undefined ? [] : runsOf(trace, this.#samples);
    if (trace === undefined || whole.length === 0) return nothing(query);
    const [earliest, latest] = [this.#earliest(trace, whole), this.#latest(trace, whole)];
    const { from = earliest, to = latest } = query;
    const before = this.#before(from, trace, whole, query.isText);
    const runs = whole.flatMap((run) => this.#between(from, to, trace, run));
    const total = runs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (total > query.points && !query.isText) {
      const buckets = new Buckets(Math.max(from, earliest), Math.min(to, latest), query.points);
      for (const run of runs) await this.#reduce(trace, run, buckets, total / query.points, signal);
      return { from, to, total, ...before, exact: false, ...buckets.filled };
    }
    const samples = await this.#newest(trace, runs, query, signal);
    const times = samples.map(({ time }) => time);
    if (total <= query.points)
      return { from, to, total, ...before, exact: true, times, values: samples.map(({ value }) => value) };
    const values = samples.map(({ value }) => String(value));
    return { from: times[0] ?? from, to, total, ...before, exact: false, times, values };
  }

  /** In the order of their times. */
  async #newest(
    trace: Trace,
    runs: readonly Run[],
    { points, isText }: TrendQuery,
    signal: AbortSignal,
  ): Promise<Drawn[]> {
    const drawn: Drawn[] = [];
    let left = points;
    for (const { first, last } of runs.toReversed()) {
      const some: Drawn[] = [];
      for (const page of this.#samples.read(trace, Math.max(first, last - left + 1), last)) {
        some.push(...page.flatMap((sample) => drawnOf(sample, isText)));
        await this.#turns.next(signal);
      }
      left -= Math.min(left, last - first + 1);
      drawn.unshift(...some);
      if (left === 0) break;
    }
    return runs.length === 1 ? drawn : drawn.sort((a, b) => a.time - b.time);
  }

  /** Where the clock was set back, of what was taken before `from` the latest by its time. */
  #before(from: number, trace: Trace, runs: readonly Run[], isText: boolean): Pick<Trend, "before"> {
    const found = runs.flatMap((run) => {
      const seq = firstSince(from, trace, run, this.#samples) - 1;
      if (seq < run.first) return [];
      return [...this.#samples.read(trace, seq, seq)].flat().flatMap((sample) => drawnOf(sample, isText));
    });
    const [first, ...others] = found;
    if (first === undefined) return {};
    return { before: others.reduce((latest, next) => (next.time >= latest.time ? next : latest), first) };
  }

  /** From stretch to stretch: where the next one begins is found by its time, never by a look at every sample. */
  async #reduce(trace: Trace, run: Run, buckets: Buckets, usual: number, signal: AbortSignal): Promise<void> {
    for (let first = run.first; first <= run.last; ) {
      const time = this.#samples.timeOf(trace, first);
      if (time === undefined) {
        // Retention was faster.
        first = Math.max(first, trace.forgotten) + 1;
        continue;
      }
      const next = this.#firstFrom(buckets.endOf(time), trace, { first: first + 1, last: run.last }, usual);
      for (let start = first; start < next; start += SAMPLES_AT_ONCE) {
        const extremes = this.#samples.extremes(trace, start, Math.min(start + SAMPLES_AT_ONCE, next) - 1);
        if (extremes !== undefined) buckets.add(time, extremes);
        await this.#turns.next(signal);
      }
      first = next;
    }
  }

  /** As `firstSince`, near the beginning of the run: looked for in leaps from there. */
  #firstFrom(time: number, trace: Trace, { first, last }: Run, usual: number): number {
    let low = first;
    for (let leap = Math.ceil(usual); low + leap <= last; leap *= 2) {
      if ((this.#samples.timeOf(trace, low + leap) ?? -Infinity) >= time) {
        return firstSince(time, trace, { first: low, last: low + leap - 1 }, this.#samples);
      }
      low += leap + 1;
    }
    return firstSince(time, trace, { first: low, last }, this.#samples);
  }

  #between(from: number, to: number, trace: Trace, run: Run): Run[] {
    const first = firstSince(from, trace, run, this.#samples);
    const last = firstSince(to + 1, trace, run, this.#samples) - 1;
    return first <= last ? [{ first, last }] : [];
  }

  #earliest(trace: Trace, runs: readonly Run[]): number {
    return Math.min(...runs.map(({ first }) => this.#samples.timeOf(trace, first) ?? Infinity));
  }

  #latest(trace: Trace, runs: readonly Run[]): number {
    return Math.max(...runs.map(({ last }) => this.#samples.timeOf(trace, last) ?? -Infinity));
  }
}

interface Drawn {
  readonly time: number;
  readonly value: number | string;
}

/** What is of another type is of a time when the point was another. */
function drawnOf({ time, value }: Sample, isText: boolean): readonly Drawn[] {
  if (isText) return [{ time, value: String(value) }];
  return typeof value === "string" ? [] : [{ time, value: Number(value) }];
}

function nothing({ from = 0, to = 0 }: TrendQuery): Trend {
  return { from, to, total: 0, exact: true, times: [], values: [] };
}
