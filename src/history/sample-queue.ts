import type { NewSample } from "./samples.ts";

/** How many samples wait at most while the disk refuses: some 100 MB of memory. */
const MAX_WAITING = 1_000_000;

/** Samples that were taken and are not on disk yet, in order. When it is full the oldest stay, and the newest are lost. */
export class SampleQueue {
  #waiting: NewSample[] = [];
  #lost = 0;

  get length(): number {
    return this.#waiting.length;
  }

  add(sample: NewSample): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(sample);
    else this.#lost += 1;
  }

  /** At most so many of the oldest. They wait until `drop` says that they are on disk. */
  oldest(limit: number): readonly NewSample[] {
    return this.#waiting.slice(0, limit);
  }

  drop(count: number): void {
    if (count === this.#waiting.length) this.#waiting = [];
    else this.#waiting.splice(0, count);
  }

  /** How many were lost since this was last asked. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }
}
