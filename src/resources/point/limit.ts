/** Values of `Limit`. */
export const LIMIT = { within: 0, low: 1, high: 2 } as const;

/** Values beyond are told, not refused. */
export interface Limits {
  readonly low?: number;
  readonly high?: number;
}

/** Where a value stands between its limits, both of which are still within. */
export function limitOf(value: number, { low = -Infinity, high = Infinity }: Limits): number {
  if (value < low) return LIMIT.low;
  return value > high ? LIMIT.high : LIMIT.within;
}
