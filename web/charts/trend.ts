import { get } from "../api/client.ts";
import type { Range } from "./range.ts";

/** A trace as the API gives it to be drawn: its samples, or in their place the extremes of equal stretches. */
interface Answer {
  readonly total: number;
  readonly before?: { readonly time: number; readonly value: number | string };
  readonly exact: boolean;
  readonly times: readonly number[];
  readonly values?: readonly (number | string)[];
  readonly min?: readonly number[];
  readonly max?: readonly number[];
}

/** What there is of a range, behind the last sample before it: it may say all of what is sampled on change only. */
export interface Trend {
  readonly times: readonly number[];
  /** Of a text trace texts, otherwise numbers. */
  readonly values: readonly (number | string)[];
  /** Every sample is there; otherwise low and high of each stretch follow each other. */
  readonly isExact: boolean;
  /** Samples in the range. */
  readonly total: number;
}

export const EMPTY: Trend = { times: [], values: [], isExact: true, total: 0 };

/** Raises `ApiError`. */
export async function askTrend(path: string, { from, to }: Partial<Range>, points: number): Promise<Trend> {
  const query = new URLSearchParams({ path, points: String(points) });
  if (from !== undefined) query.set("from", new Date(from).toISOString());
  if (to !== undefined) query.set("to", new Date(to).toISOString());
  const { times, values, min, max, exact, total, before } = await get<Answer>(`/trends?${query}`);
  const drawn = values === undefined ? envelope(times, min ?? [], max ?? []) : { times, values };
  return {
    times: before === undefined ? drawn.times : [before.time, ...drawn.times],
    values: before === undefined ? drawn.values : [before.value, ...drawn.values],
    isExact: exact,
    total,
  };
}

/** What follows, behind what is there. */
export function continued(trend: Trend, tail: Trend): Trend {
  const last = trend.times.at(-1) ?? -Infinity;
  const begin = tail.times.findIndex((time) => time > last);
  if (begin === -1) return trend;
  return {
    times: [...trend.times, ...tail.times.slice(begin)],
    values: [...trend.values, ...tail.values.slice(begin)],
    isExact: trend.isExact && tail.isExact,
    total: trend.total + tail.total,
  };
}

/** Low at the beginning of a stretch and high in its middle: no peak is lost, and one line draws both. */
function envelope(
  begins: readonly number[],
  low: readonly number[],
  high: readonly number[],
): Pick<Trend, "times" | "values"> {
  const halfWidth = begins.reduce(
    (least, begin, index) => (index === 0 ? least : Math.min(least, (begin - (begins[index - 1] ?? 0)) / 2)),
    Infinity,
  );
  const half = Number.isFinite(halfWidth) ? halfWidth : 0;
  const times: number[] = [];
  const values: number[] = [];
  for (const [index, begin] of begins.entries()) {
    const [least, most] = [low[index] ?? 0, high[index] ?? 0];
    times.push(begin);
    values.push(least);
    if (most === least) continue;
    times.push(begin + half);
    values.push(most);
  }
  return { times, values };
}
