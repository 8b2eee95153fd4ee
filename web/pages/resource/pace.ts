/** How far back speed is looked at: long enough to be calm, short enough to follow. */
const SPAN_MS = 5000;

interface Mark {
  readonly at: number;
  readonly bytes: number;
}

/** The speed of a transfer over its last seconds. Times are those of `performance.now()`. */
export class Pace {
  #marks: Mark[] = [];

  note(at: number, bytes: number): void {
    const last = this.#marks.at(-1);
    // Fewer bytes than before: another command began.
    if (last !== undefined && bytes < last.bytes) this.#marks = [];
    if (last?.bytes === bytes && this.#marks.length > 0) return;
    this.#marks.push({ at, bytes });
  }

  /** `undefined` until something has moved. */
  bytesPerSecond(now: number): number | undefined {
    const since = now - SPAN_MS;
    // The last mark from before says what there was when the span began.
    while (this.#marks.length > 2 && (this.#marks[1]?.at ?? now) < since) this.#marks.shift();
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || first === last) return undefined;
    return ((last.bytes - first.bytes) / Math.max(now - first.at, 1)) * 1000;
  }
}
