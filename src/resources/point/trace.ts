import type { Sample, TraceLog } from "../../history/history.ts";
import type { Value } from "../../vars/definition.ts";
import { Cadence } from "./cadence.ts";
import type { TraceConfig } from "./schema.ts";

/** Takes the samples of one trace: every period of the wall clock, and on a change beyond the deadband. */
export class Trace {
  readonly #deadband: number;
  readonly #log: TraceLog;
  readonly #cadence: Cadence | undefined;
  /** The last sample, also of an earlier process: a restart is no change. */
  #last: Pick<Sample, "time" | "value"> | undefined;

  constructor({ period, deadband }: Pick<TraceConfig, "period" | "deadband">, log: TraceLog, now: number) {
    this.#deadband = deadband;
    this.#log = log;
    this.#cadence = period === 0 ? undefined : new Cadence(period, now);
    this.#last = lastOf(log);
  }

  tick(value: Value, now: number): void {
    const due = this.#cadence?.due(now);
    if (due === undefined) return;
    // A change may have been sampled between the full period and this tick.
    const isLate = this.#last !== undefined && this.#last.time > due && this.#last.time <= now;
    this.#take(isLate ? now : due, value);
  }

  changed(value: Value, now: number): void {
    if (this.#deadband >= 0 && this.#isBeyond(value)) this.#take(now, value);
  }

  #isBeyond(value: Value): boolean {
    const last = this.#last?.value;
    if (typeof value === "number" && typeof last === "number") return Math.abs(value - last) > this.#deadband;
    return value !== last;
  }

  #take(time: number, value: Value): void {
    this.#log.append(time, value);
    this.#last = { time, value };
  }
}

function lastOf(log: TraceLog): Sample | undefined {
  const { last } = log.range();
  for (const page of log.read(last, last)) return page[0];
  return undefined;
}
