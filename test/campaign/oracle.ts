/** What must never happen, as it is told. */
export type Violation = string;

/**
 * Judges one kind of file that travels: each that was given must arrive once, whole, in the order it was given. It hears of
 * everything and believes nothing.
 */
export class Oracle {
  readonly violations: Violation[] = [];
  readonly #kind: string;
  #given = 0;
  readonly #arrived: number[] = [];

  constructor(kind: string) {
    this.#kind = kind;
  }

  /** The number of the next file. */
  give(): number {
    this.#given += 1;
    return this.#given;
  }

  /** As if so many had been given, of which so many arrived. */
  become(given: number, arrived: number): void {
    this.#given = given;
    this.#arrived.splice(0, this.#arrived.length, ...Array.from({ length: arrived }, (_, index) => index + 1));
  }

  get given(): number {
    return this.#given;
  }

  hasArrived(number: number): boolean {
    return this.#arrived.includes(number);
  }

  get allArrived(): boolean {
    return this.#arrived.length >= this.#given;
  }

  get standing(): string {
    return `${this.#arrived.length} of ${this.#given} ${this.#kind}s arrived`;
  }

  arrive(number: number | undefined): void {
    const last = this.#arrived.at(-1) ?? 0;
    if (number === undefined) this.accuse("is torn");
    else if (this.hasArrived(number)) this.accuse(`${number} arrived twice`);
    else if (number !== last + 1) this.accuse(`${number} arrived after ${last}: one was lost, or overtaken`);
    if (number !== undefined) this.#arrived.push(number);
  }

  accuse(what: string): void {
    this.violations.push(`${this.#kind} ${what}`);
  }

  /** What was accused of since the last time. */
  drain(): Violation[] {
    return this.violations.splice(0);
  }
}
