/** What was counted in a stretch of time. Two of them add up, in any order. */
export interface Totals {
  readonly count: number;
  /** Infinity and -Infinity when nothing was counted. */
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly onMs: number;
  readonly starts: number;
  /** The latest time that was counted in, milliseconds since 1970 UTC. */
  readonly last: number;
}

export const NOTHING: Totals = { count: 0, min: Infinity, max: -Infinity, sum: 0, onMs: 0, starts: 0, last: -Infinity };

export function plus(a: Totals, b: Totals): Totals {
  return {
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    onMs: a.onMs + b.onMs,
    starts: a.starts + b.starts,
    last: Math.max(a.last, b.last),
  };
}
