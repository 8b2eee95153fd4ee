import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "../../src/vars/definition.ts";
import { manualClock } from "../support/manual-clock.ts";
import { KEEP_ALL, openedHistory } from "./opened-history.ts";

const START = Date.UTC(2026, 10, 23);
const never = new AbortController().signal;
const KEY = "R00010.F0001";

function traced(samples: Iterable<readonly [time: number, value: Value]>, isText = false) {
  const { history } = openedHistory();
  const log = history.trace(KEY, KEEP_ALL);
  for (const [time, value] of samples) log.append(START + time, value);
  log.flush();
  const read = (points: number, from?: number, to?: number) => {
    const at = (time: number | undefined) => (time === undefined ? undefined : START + time);
    return history.trends.read(KEY, { from: at(from), to: at(to), points, isText }, never);
  };
  return { history, log, read };
}

test("few samples come as they are, digital ones as 0 and 1", async () => {
  const { history, read } = traced([
    [0, true],
    [10, false],
    [20, true],
  ]);
  expect(await read(3)).toEqual({
    from: START,
    to: START + 20,
    total: 3,
    exact: true,
    times: [START, START + 10, START + 20],
    values: [1, 0, 1],
  });
  expect(await read(5, 10, 15)).toMatchObject({ from: START + 10, to: START + 15, total: 1, values: [0] });
  expect(history.trends.extent(KEY)).toEqual({ samples: 3, first: START, last: START + 20 });
});

test("a trace that took nothing is empty, and one that nobody knows too", async () => {
  const { history } = openedHistory();
  history.trace(KEY, KEEP_ALL);
  for (const key of [KEY, "R99999.F0001"]) {
    expect(history.trends.extent(key)).toEqual({ samples: 0, first: undefined, last: undefined });
    const query = { from: undefined, to: undefined, points: 5, isText: false };
    expect(await history.trends.read(key, query, never)).toMatchObject({ total: 0, exact: true, times: [] });
  }
});

test("the last sample before the range is told with it, however long ago it was", async () => {
  const { read } = traced([
    [0, true],
    [10, false],
    [5_000_000, true],
  ]);
  expect(await read(5, 1_000, 2_000)).toMatchObject({ total: 0, times: [], before: { time: START + 10, value: 0 } });
  expect(await read(5, 10, 2_000)).toMatchObject({ total: 1, before: { time: START, value: 1 } });
  expect(await read(5, 0, 2_000)).not.toHaveProperty("before");
});

test("after the clock was set back, the sample before the range is the latest by its time", async () => {
  const { read } = traced([
    [0, 1],
    [900, 2],
    [100, 3],
    [5_000, 4],
  ]);
  expect(await read(5, 1_000, 2_000)).toMatchObject({ total: 0, before: { time: START + 900, value: 2 } });
});

test("a single peak among many samples is still there", async () => {
  const { read } = traced(Array.from({ length: 50_000 }, (_, n) => [n * 1000, n === 31_234 ? 99 : n % 3] as const));
  const trend = await read(100);
  if (!("max" in trend)) throw new Error("it was not reduced");
  expect(trend).toMatchObject({ exact: false, total: 50_000 });
  expect(trend.times).toHaveLength(100);
  const peaks = trend.max.flatMap((value, index) => (value === 99 ? [trend.times[index] ?? 0] : []));
  expect(peaks).toHaveLength(1);
  expect(START + 31_234_000 - (peaks[0] ?? 0)).toBeLessThan(500_000);
});

test("a long range around a short trace is divided where there is something", async () => {
  const { read } = traced(Array.from({ length: 1000 }, (_, n) => [n, n] as const));
  const trend = await read(10, -1e9, 1e12);
  expect(trend).toMatchObject({ exact: false, from: START - 1e9, to: START + 1e12, total: 1000 });
  expect(trend.times).toHaveLength(10);
});

test("texts are never reduced: of too many the newest come, and it is said", async () => {
  const { read } = traced(
    Array.from({ length: 700 }, (_, n) => [n, `state ${n}`] as const),
    true,
  );
  expect(await read(1000)).toMatchObject({ exact: true, total: 700 });
  expect(await read(2)).toEqual({
    from: START + 698,
    to: START + 699,
    total: 700,
    exact: false,
    times: [START + 698, START + 699],
    values: ["state 698", "state 699"],
  });
});

test("what a point took while it was of another type is left out", async () => {
  const { read } = traced(Array.from({ length: 400 }, (_, n) => [n, n % 2 === 0 ? n : "text"] as const));
  const exact = await read(400);
  expect("values" in exact && exact.values).toEqual(Array.from({ length: 200 }, (_, n) => n * 2));
  const reduced = await read(4);
  expect("max" in reduced && reduced.max).toEqual([98, 198, 298, 398]);
});

test("trends that are read side by side are those that are read one after the other", async () => {
  // Every look at this clock takes 3 ms: turns are over.
  let now = 0;
  const monotonic = () => {
    now += 3;
    return now;
  };
  const { history } = openedHistory({ clock: { ...manualClock(), monotonic } });
  const log = history.trace(KEY, KEEP_ALL);
  for (let n = 0; n < 30_000; n += 1) log.append(START + n * 10, Math.sin(n));
  log.flush();
  const queries = [10, 300, 29_999, 30_000].map((points) => ({
    from: undefined,
    to: undefined,
    points,
    isText: false,
  }));
  const together = await Promise.all(queries.map((query) => history.trends.read(KEY, query, never)));
  for (const [index, query] of queries.entries()) {
    expect(await history.trends.read(KEY, query, never)).toEqual(together[index]);
  }
});

test("an answer that nobody waits for any more ends", async () => {
  const { history } = traced(Array.from({ length: 1000 }, (_, n) => [n, n] as const));
  const gone = AbortSignal.abort(new Error("gone"));
  const query = { from: undefined, to: undefined, points: 10, isText: false };
  await expect(history.trends.read(KEY, query, gone)).rejects.toThrow("gone");
});

test("any trace, reduced or not, whatever the clock did, shows what its samples are", async () => {
  const sample = fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 60 }),
      fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 })),
      async (samples, points, bounds) => {
        const { history, read } = traced(samples);
        const [from, to] = [Math.min(...bounds), Math.max(...bounds)];
        const within = samples.filter(([time]) => time >= from && time <= to);
        const trend = await read(points, from, to);
        history.close();
        expect(trend.total).toBe(within.length);
        expect(trend.times.length).toBeLessThanOrEqual(points);
        expect(trend.times).toEqual(trend.times.toSorted((a, b) => a - b));
        if ("values" in trend) {
          const asc = within.toSorted(([a], [b]) => a - b);
          expect(trend.times.map((time, index) => [time - START, trend.values[index]])).toEqual(asc);
          return;
        }
        for (const [index, time] of trend.times.entries()) {
          const end = trend.times[index + 1] ?? Infinity;
          const values = within.filter(([at]) => START + at >= time && START + at < end).map(([, value]) => value);
          expect([trend.min[index], trend.max[index]]).toEqual([Math.min(...values), Math.max(...values)]);
        }
      },
    ),
    { numRuns: 300 },
  );
});
