/** The last so many entries, in order. What falls out is told, the oldest first. */
export class Ring<T> {
  readonly #limit: number;
  readonly #onDrop: (entry: T) => void;
  /** In a circle once it is full: the oldest stands at `#first`. */
  readonly #entries: (T | undefined)[] = [];
  #first = 0;
  #length = 0;

  constructor(limit: number, onDrop: (entry: T) => void) {
    this.#limit = limit;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#length;
  }

  push(entry: T): void {
    if (this.#length === this.#limit) this.drop();
    this.#entries[(this.#first + this.#length) % this.#limit] = entry;
    this.#length += 1;
  }

  /** Lets the oldest go, if there is one. */
  drop(): void {
    if (this.#length === 0) return;
    const oldest = this.#entries[this.#first] as T;
    // A free place keeps nothing alive.
    this.#entries[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#limit;
    this.#length -= 1;
    this.#onDrop(oldest);
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = 0; at < this.#length; at += 1) yield this.#entries[(this.#first + at) % this.#limit] as T;
  }
}
