import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock.ts";
import { readSchedule, type Schedule, type ScheduleDrive } from "./schedule.ts";

/** How long a clock that was set can go unnoticed. */
const MAX_WAIT_MS = 60_000;
/** The clock of the day and the one of durations drift apart a little; by more than this, the clock was set. */
const CLOCK_SET_MS = 10_000;

interface Run {
  readonly drive: ScheduleDrive;
  readonly schedule: Schedule;
  /** Milliseconds since 1970 UTC. */
  next: number | undefined;
}

/**
 * Pulses targets at their times, with one timer for all.
 *
 * Runs that a stopped process, or a clock set forward, passed over are not made up for: at most one is, at once. A clock
 * set back goes through its hour again, with the runs in it.
 */
export class Schedules {
  readonly #clock: Clock;
  readonly #pulse: (target: string) => void;
  readonly #runs = new Map<string, Run>();
  #cancelTimer = () => {};
  #offset: number;

  constructor(clock: Clock, pulse: (target: string) => void) {
    this.#clock = clock;
    this.#pulse = pulse;
    this.#offset = this.#clockOffset();
  }

  /** Targets whose schedule is as before keep their next run. Answers those that are new or changed. */
  apply(wanted: ReadonlyMap<string, ScheduleDrive>): readonly string[] {
    for (const [target, { drive }] of this.#runs) {
      if (!isDeepStrictEqual(wanted.get(target), drive)) this.#runs.delete(target);
    }
    const added = [...wanted].filter(([target]) => !this.#runs.has(target));
    for (const [target, drive] of added) {
      const schedule = readSchedule(drive);
      this.#runs.set(target, { drive, schedule, next: schedule.next(this.#clock.now()) });
    }
    this.#wait();
    return added.map(([target]) => target);
  }

  /** When a target is pulsed next, milliseconds since 1970 UTC. */
  next(target: string): number | undefined {
    return this.#runs.get(target)?.next;
  }

  stop(): void {
    this.#cancelTimer();
    this.#runs.clear();
  }

  #wait(): void {
    this.#cancelTimer();
    if (this.#runs.size === 0) return;
    const now = this.#clock.now();
    let delay = MAX_WAIT_MS;
    for (const { next } of this.#runs.values()) if (next !== undefined) delay = Math.min(delay, next - now);
    this.#cancelTimer = this.#clock.after(Math.max(delay, 0), () => this.#onTimer());
  }

  #onTimer(): void {
    const now = this.#clock.now();
    const wasSet = this.#clockWasSet();
    for (const [target, run] of this.#runs) {
      const due = run.next !== undefined && run.next <= now;
      if (due || wasSet) run.next = run.schedule.next(now);
      if (due) this.#pulse(target);
    }
    this.#wait();
  }

  #clockWasSet(): boolean {
    const before = this.#offset;
    this.#offset = this.#clockOffset();
    return Math.abs(this.#offset - before) > CLOCK_SET_MS;
  }

  #clockOffset(): number {
    return this.#clock.now() - this.#clock.monotonic();
  }
}
