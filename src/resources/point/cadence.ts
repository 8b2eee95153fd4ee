/** Falls due once in every period of the wall clock: every minute at the full minute. A clock that is set back is followed. */
export class Cadence {
  readonly #periodMs: number;
  readonly #shiftMs: number;
  #turn: number;

  /** Seconds; `shift` later than the full period. The period that goes on `now` is not due any more. */
  constructor(period: number, now: number, shift = 0) {
    this.#periodMs = period * 1000;
    this.#shiftMs = shift * 1000;
    this.#turn = this.#turnAt(now);
  }

  /** When the period began, if that was since the last call; `undefined` otherwise. */
  due(now: number): number | undefined {
    const turn = this.#turnAt(now);
    if (turn === this.#turn) return undefined;
    this.#turn = turn;
    return turn * this.#periodMs + this.#shiftMs;
  }

  #turnAt(now: number): number {
    return Math.floor((now - this.#shiftMs) / this.#periodMs);
  }
}
