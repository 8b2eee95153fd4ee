import type { Clock } from "../clock.ts";

/** Whoever asks for a place, with its number in the order of asking. */
interface Waiter {
  readonly turn: number;
  readonly wake: () => void;
}

/** How long a server that refused a further session is not asked for one again. */
const CEILING_MS = 60_000;

/**
 * The places for sessions at a server: so many at once, and fewer for a while after the server refused one. Who finds
 * none waits, and is served in the order of asking.
 */
export class SessionPlaces {
  readonly #clock: Clock;
  #limit: number;
  #ceiling = Number.POSITIVE_INFINITY;
  #cancelCeiling: () => void = () => {};
  #taken = 0;
  #turns = 0;
  /** In the order of their turns; nobody waits while a place is free. */
  readonly #waiting: Waiter[] = [];

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  get taken(): number {
    return this.#taken;
  }

  get capacity(): number {
    return Math.min(this.#limit, this.#ceiling);
  }

  /** Whether somebody waits. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** A number in the order of asking, kept by who has to ask again. */
  nextTurn(): number {
    this.#turns += 1;
    return this.#turns;
  }

  /** Takes a place as soon as there is one for this turn, telling `onWaiting` when that is not at once. Raises the reason of `signal`. */
  take(turn: number, signal: AbortSignal, onWaiting: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      const wake = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const waiter: Waiter = { turn, wake };
      signal.addEventListener("abort", leave, { once: true });
      const next = this.#waiting.findIndex((other) => other.turn > turn);
      this.#waiting.splice(next < 0 ? this.#waiting.length : next, 0, waiter);
      this.#serve();
      if (this.#waiting.includes(waiter)) onWaiting();
    });
  }

  /** Takes a place when one is free. */
  tryTake(): boolean {
    if (this.#taken >= this.capacity) return false;
    this.#taken += 1;
    return true;
  }

  giveBack(): void {
    this.#taken -= 1;
    this.#serve();
  }

  /** The server wants no more than so many at present. */
  lower(ceiling: number): void {
    this.#ceiling = ceiling;
    this.#cancelCeiling();
    this.#cancelCeiling = this.#clock.after(CEILING_MS, () => this.raise(this.#limit));
    this.#serve();
  }

  /** So many from now on, whatever the server wanted before. */
  raise(limit: number): void {
    this.#limit = limit;
    this.#ceiling = Number.POSITIVE_INFINITY;
    this.#cancelCeiling();
    this.#serve();
  }

  /** A place that comes free goes straight to who waits, so that nobody can slip in between. */
  #serve(): void {
    while (this.#taken < this.capacity && this.#waiting.length > 0) {
      this.#taken += 1;
      this.#waiting.shift()?.wake();
    }
  }
}
