import { setImmediate as othersServed } from "node:timers/promises";
import type { Clock } from "../clock.ts";

/** How long others wait at most for long work to go on. */
const TURN_MS = 10;

/** Long works that take turns with everybody else: all of them together hold the process for one turn, not one each. */
export class Turns {
  readonly #clock: Clock;
  /** When others were last served, on the monotonic clock. */
  #since = Number.NEGATIVE_INFINITY;
  #serving: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be awaited after every few milliseconds of work. Raises the reason of `signal`. */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#clock.monotonic() - this.#since < TURN_MS) return;
    this.#serving ??= this.#serveOthers();
    await this.#serving;
    signal.throwIfAborted();
  }

  async #serveOthers(): Promise<void> {
    await othersServed();
    this.#serving = undefined;
    this.#since = this.#clock.monotonic();
  }
}
