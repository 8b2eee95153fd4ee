import type { Clock } from "../../clock.ts";
import type { BalanceLog } from "../../history/history.ts";
import type { Value } from "../../vars/definition.ts";
import { Cadence } from "./cadence.ts";

/**
 * Counts a digital or analog point into its balance: its value every period of the wall clock and, of a digital one, the
 * time on and the starts. Time on is measured by the monotonic clock: setting the wall clock adds none.
 */
export class Balance {
  readonly #log: BalanceLog;
  readonly #clock: Clock;
  readonly #cadence: Cadence;
  /** Up to when the time on is counted, by the monotonic clock; `undefined` while off. */
  #onSince: number | undefined;

  /** A point that is on already was not started. */
  constructor(period: number, log: BalanceLog, clock: Clock, value: Value) {
    this.#log = log;
    this.#clock = clock;
    this.#cadence = new Cadence(period, clock.now());
    if (value === true) this.#onSince = clock.monotonic();
  }

  tick(value: Value, now: number): void {
    // At each tick, so that a process that is killed loses no more than one.
    this.#countOn(now);
    const due = this.#cadence.due(now);
    if (due !== undefined) this.#log.count(due, Number(value));
  }

  changed(value: Value, now: number): void {
    this.#countOn(now);
    const isStart = value === true && this.#onSince === undefined;
    if (isStart) this.#log.countOn(now, now, true);
    if (value !== true) this.#onSince = undefined;
    else this.#onSince ??= this.#clock.monotonic();
  }

  /** Counts what is left. */
  close(): void {
    this.#countOn(this.#clock.now());
  }

  #countOn(now: number): void {
    if (this.#onSince === undefined) return;
    const elapsed = Math.round(this.#clock.monotonic() - this.#onSince);
    if (elapsed === 0) return;
    this.#log.countOn(now - elapsed, now, false);
    this.#onSince += elapsed;
  }
}
