import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Failure } from "../errors.ts";
import { Balance } from "./balance.ts";
import type { Balances } from "./balances.ts";
import type { TraceRetention } from "./history.ts";
import type { Hours } from "./hours.ts";
import type { Samples } from "./samples.ts";
import type { Trace, Traces } from "./traces.ts";

/** Bounds of one step, some milliseconds, so that the process serves others in between. */
const ROWS_PER_STEP = 5000;
const LOOKED_AT_PER_STEP = 500;
const BETWEEN_STEPS_MS = 5;

const DAY_MS = 86_400_000;

export interface RetentionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly traces: Traces;
  readonly samples: Samples;
  readonly balances: Balances;
  readonly hours: Hours;
  readonly balanceDays: number;
  /** The first sample of a trace that somebody still needs, with those after it. */
  heldFrom(trace: string): number | undefined;
}

/**
 * Forgets the oldest samples of each trace, by age and by count, and hours of balances by age; also those of traces and
 * balances that nobody has any more. A wrong clock can delay an expiry: the oldest is the one with the lowest number.
 */
export class Retention {
  readonly #parts: RetentionParts;
  #left: (Trace | Balance)[] = [];
  #cancelNext: (() => void) | undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Begins at once and goes on in steps until nothing is left to do. What the disk refuses is left to the next call. */
  prune(): void {
    this.stop();
    this.#left = [...this.#parts.traces.all, ...this.#parts.balances.all];
    this.#goOn();
  }

  stop(): void {
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }

  #goOn(): void {
    try {
      this.#step();
    } catch (error) {
      if (error instanceof Failure) return;
      throw error;
    }
    if (this.#left.length > 0) this.#cancelNext = this.#parts.clock.after(BETWEEN_STEPS_MS, () => this.#goOn());
  }

  /** One transaction. What still has expired rows after it is left for the next one. */
  #step(): void {
    const forgotten = new Map<Trace, number>();
    const inStep = this.#left.splice(0, LOOKED_AT_PER_STEP);
    this.#parts.database.write(() => {
      let room = ROWS_PER_STEP;
      for (const one of inStep) {
        if (one instanceof Balance) room -= this.#forgetHours(one, room);
        else room -= this.#forgetSamples(one, room, forgotten);
        if (room === 0) this.#left.push(one);
      }
    });
    for (const [trace, upTo] of forgotten) trace.forgotten = upTo;
  }

  #forgetHours({ id }: Balance, limit: number): number {
    const { clock, hours, balanceDays } = this.#parts;
    return hours.forget(id, clock.now() - balanceDays * DAY_MS, limit);
  }

  #forgetSamples(trace: Trace, limit: number, forgotten: Map<Trace, number>): number {
    const upTo = this.#forgettable(trace, limit);
    if (upTo === trace.forgotten) return 0;
    this.#parts.samples.forget(trace, upTo);
    forgotten.set(trace, upTo);
    return upTo - trace.forgotten;
  }

  /** What is still needed is kept for as long again, and no longer: nobody may fill the disk. */
  #forgettable(trace: Trace, limit: number): number {
    const { days, samples } = trace.retention;
    const expired = this.#expired(trace, trace.retention, limit);
    const held = this.#parts.heldFrom(trace.key);
    if (held === undefined || held > expired) return expired;
    const again = this.#expired(trace, { days: 2 * days, samples: 2 * samples }, limit);
    return Math.max(trace.forgotten, held - 1, again);
  }

  /** The last sample that is no longer kept, at most `limit` further than now. */
  #expired(trace: Trace, retention: TraceRetention, limit: number): number {
    const { forgotten, last } = trace;
    const furthest = Math.min(last, forgotten + limit);
    const byCount = Math.max(forgotten, Math.min(furthest, last - retention.samples));
    const cutoff = this.#parts.clock.now() - retention.days * DAY_MS;
    const oldest = this.#parts.samples.timeOf(trace, forgotten + 1);
    if (oldest === undefined || oldest >= cutoff) return byCount;
    const kept = this.#parts.samples.firstSince(trace, forgotten, cutoff, limit);
    return Math.max(byCount, kept === undefined ? furthest : kept - 1);
  }
}
