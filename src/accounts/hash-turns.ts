const AT_ONCE = 2;
const CROWD = 100;

/** Turns at hashing passwords: each takes 19 MiB and a core, so there are two at once. */
export class HashTurns {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** So many wait that log-ins, which anybody may send, should be turned away. */
  get crowded(): boolean {
    return this.#waiting.length >= CROWD;
  }

  /** Does the work in its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < AT_ONCE) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A turn is handed on, not given back: nobody may slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
