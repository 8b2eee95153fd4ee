import type { Clock } from "../../clock.ts";

/** When something that a resource does by itself is due next. A clock that is set does not move it. */
export class Turn {
  readonly #clock: Clock;
  /** On the monotonic clock. */
  #due: number | undefined;
  #shown = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970 UTC; 0 when it does not come by itself. */
  get at(): number {
    return this.#shown;
  }

  /** For how long it has been due, in milliseconds; `undefined` when it is not. */
  get overdue(): number | undefined {
    const overdue = this.#due === undefined ? -1 : this.#clock.monotonic() - this.#due;
    return overdue < 0 ? undefined : overdue;
  }

  after(ms: number): void {
    this.#due = this.#clock.monotonic() + ms;
    this.#shown = Math.round(this.#clock.now() + ms);
  }

  cancel(): void {
    this.#due = undefined;
    this.#shown = 0;
  }
}

const MINUTE_MS = 60_000;

/** A period of a configuration, in minutes; `undefined` for 0, which never comes. */
export function periodMs(minutes: number): number | undefined {
  return minutes === 0 ? undefined : minutes * MINUTE_MS;
}
