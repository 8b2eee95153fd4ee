/** The lowest and the highest of some samples. */
export interface Extremes {
  readonly min: number;
  readonly max: number;
}

/** Equal stretches of time, each with the lowest and the highest that was added to it, in any order. */
export class Buckets {
  readonly #from: number;
  readonly #width: number;
  readonly #min: Float64Array;
  readonly #max: Float64Array;

  /** From `from` to `to`, both included, in whole milliseconds: there may be fewer than `count`. */
  constructor(from: number, to: number, count: number) {
    this.#from = from;
    this.#width = Math.ceil((to - from + 1) / count);
    const needed = Math.ceil((to - from + 1) / this.#width);
    this.#min = new Float64Array(needed).fill(Infinity);
    this.#max = new Float64Array(needed).fill(-Infinity);
  }

  /** When the stretch in which a time lies is over. */
  endOf(time: number): number {
    return this.#from + (this.#indexOf(time) + 1) * this.#width;
  }

  add(time: number, { min, max }: Extremes): void {
    const index = this.#indexOf(time);
    this.#min[index] = Math.min(this.#min[index] as number, min);
    this.#max[index] = Math.max(this.#max[index] as number, max);
  }

  /** Those with something in them, by their beginnings. */
  get filled(): { readonly times: number[]; readonly min: number[]; readonly max: number[] } {
    const [times, min, max]: [number[], number[], number[]] = [[], [], []];
    for (const [index, lowest] of this.#min.entries()) {
      if (lowest === Infinity) continue;
      times.push(this.#from + index * this.#width);
      min.push(lowest);
      max.push(this.#max[index] as number);
    }
    return { times, min, max };
  }

  #indexOf(time: number): number {
    return Math.floor((time - this.#from) / this.#width);
  }
}
