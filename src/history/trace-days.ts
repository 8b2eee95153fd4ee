import { setImmediate as othersServed } from "node:timers/promises";
import { dayName, dayNamed, dayOf, startOfDay } from "../calendar.ts";
import type { CsvFormat } from "../csv/format.ts";
import { CsvWriter } from "../csv/writer.ts";
import type { RenderedFile, RenderedFiles } from "../files/rendered-folder.ts";
import { TimeZone } from "../time-zone.ts";
import type { Sample } from "./history.ts";
import { firstSince, type Run, runsOf } from "./runs.ts";
import { sampleCsv } from "./sample-csv.ts";
import type { Samples } from "./samples.ts";
import type { Trace } from "./traces.ts";

const EXTENSION = ".csv";

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
    for (const run of runsOf(trace, this.#samples)) {
      for (let first = run.first; first <= run.last; ) {
        const time = this.#samples.timeOf(trace, first);
        // Retention was faster.
        if (time === undefined) break;
        const day = dayOf(time, this.#zone);
        const next = firstSince(
          startOfDay(day + 1, this.#zone),
          trace,
          { first: first + 1, last: run.last },
          this.#samples,
        );
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
    const runs = runsOf(trace, this.#samples)
      .map((run) => ({
        first: firstSince(start, trace, run, this.#samples),
        last: firstSince(end, trace, run, this.#samples) - 1,
      }))
      .filter(({ first, last }) => first <= last);
    return runs.length === 0 ? undefined : this.#file(day, trace, runs);
  }

  #file(day: number, trace: Trace, runs: readonly Run[]): RenderedFile {
    const modified = this.#samples.timeOf(trace, runs.at(-1)?.last ?? 0) ?? 0;
    return {
      name: dayName(day) + EXTENSION,
      modified,
      // Samples come at the end and go at the beginning; the zone of the device may become another.
      version: `${this.#zone.name} ${runs.map(({ first, last }) => `${first}-${last}`).join()}`,
      render: () => {
        // A file that is being read keeps its zone.
        const format = { ...this.#format, timeZone: this.#zone.name };
        return { modified, pages: () => sampleCsv(new CsvWriter(format), this.#pages(trace, runs)) };
      },
    };
  }

  *#pages(trace: Trace, runs: readonly Run[]): Generator<readonly Sample[]> {
    for (const { first, last } of runs) yield* this.#samples.read(trace, first, last);
  }
}
