/** Conditions of a query that may each be absent, with their values in the same order. */
export class Where {
  readonly values: (string | number)[] = [];
  readonly #conditions: string[] = [];

  /** `condition` has one `?` for the value; without a value it is left out. */
  and(condition: string, value: string | number | undefined): this {
    if (value === undefined) return this;
    this.#conditions.push(condition);
    this.values.push(value);
    return this;
  }

  /** A condition of its own, when it is asked for. */
  when(asked: boolean | undefined, condition: string): this {
    if (asked) this.#conditions.push(condition);
    return this;
  }

  get sql(): string {
    return this.#conditions.length === 0 ? "" : `WHERE ${this.#conditions.join(" AND ")}`;
  }
}

/** How many rows a caller gets who asked for so many: `usual` when it did not say. */
export function bounded(asked: number | undefined, usual: number, max: number, min = 1): number {
  return Math.min(Math.max(Math.trunc(asked ?? usual), min), max);
}
