import { setImmediate as othersServed } from "node:timers/promises";
import { dayName, dayNamed, dayOf, startOfDay } from "../calendar.ts";
import type { CsvFormat } from "../csv/format.ts";
import { CsvWriter } from "../csv/writer.ts";
import type { RenderedFile, RenderedFiles } from "../files/rendered-folder.ts";
import { TimeZone } from "../time-zone.ts";
import type { Sample } from "./history.ts";
import { sampleCsv } from "./sample-csv.ts";
import type { Samples } from "./samples.ts";
import type { Trace } from "./traces.ts";

const EXTENSION = ".csv";

/** Samples in a row, by the first and the last number. */
interface Run {
  readonly first: number;
  readonly last: number;
}

/**
 * The daily files of a trace, `2026-11-23.csv`, by local days. Days are found by their bounds, never by a look at every
 * sample: between two turns of the clock, times only grow.
 */
export class TraceDays implements RenderedFiles {
  readonly #samples: Samples;
  readonly #find: () => Trace | undefined;
  readonly #format: CsvFormat;
  readonly #zone: TimeZone;

  constructor(samples: Samples, find: () => Trace | undefined, format: CsvFormat) {
    this.#samples = samples;
    this.#find = find;
    this.#format = format;
    this.#zone = TimeZone.of(format.timeZone);
  }

  get modified(): number {
    const trace = this.#find();
    return trace === undefined || trace.last === trace.forgotten ? 0 : trace.lastTime;
  }

  async all(): Promise<readonly RenderedFile[]> {
    const trace = this.#find();
    if (trace === undefined) return [];
    const days = new Map<number, Run[]>();
    for (const run of this.#runs(trace)) {
      for (let first = run.first; first <= run.last; ) {
        const time = this.#samples.timeOf(trace, first);
        // Retention was faster.
        if (time === undefined) break;
        const day = dayOf(time, this.#zone);
        const next = this.#firstSince(startOfDay(day + 1, this.#zone), trace, { first: first + 1, last: run.last });
        days.set(day, [...(days.get(day) ?? []), { first, last: next - 1 }]);
        first = next;
        await othersServed();
      }
    }
    return [...days].sort(([a], [b]) => a - b).map(([day, runs]) => this.#file(day, trace, runs));
  }

  one(name: string): RenderedFile | undefined {
    const trace = this.#find();
    const day = name.endsWith(EXTENSION) ? dayNamed(name.slice(0, -EXTENSION.length)) : undefined;
    if (trace === undefined || day === undefined) return undefined;
    const [start, end] = [startOfDay(day, this.#zone), startOfDay(day + 1, this.#zone)];
    const runs = this.#runs(trace)
      .map((run) => ({ first: this.#firstSince(start, trace, run), last: this.#firstSince(end, trace, run) - 1 }))
      .filter(({ first, last }) => first <= last);
    return runs.length === 0 ? undefined : this.#file(day, trace, runs);
  }

  /** The whole trace, divided where the clock was set back. */
  #runs(trace: Trace): readonly Run[] {
    const { forgotten, last } = trace;
    if (forgotten === last) return [];
    const firsts = [forgotten + 1, ...this.#samples.turnsAfter(trace, forgotten + 1)];
    return firsts.map((first, index) => ({ first, last: (firsts[index + 1] ?? last + 1) - 1 }));
  }

  /** The first sample of a run whose time is not before `time`; the one after the run when all are. */
  #firstSince(time: number, trace: Trace, run: Run): number {
    let [low, high] = [run.first, run.last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const isBefore = (this.#samples.timeOf(trace, middle) ?? -Infinity) < time;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #file(day: number, trace: Trace, runs: readonly Run[]): RenderedFile {
    const modified = this.#samples.timeOf(trace, runs.at(-1)?.last ?? 0) ?? 0;
    return {
      name: dayName(day) + EXTENSION,
      modified,
      // Samples come at the end and go at the beginning.
      version: runs.map(({ first, last }) => `${first}-${last}`).join(),
      render: () => ({
        modified,
        pages: () => sampleCsv(new CsvWriter(this.#format), this.#pages(trace, runs)),
      }),
    };
  }

  *#pages(trace: Trace, runs: readonly Run[]): Generator<readonly Sample[]> {
    for (const { first, last } of runs) yield* this.#samples.read(trace, first, last);
  }
}
