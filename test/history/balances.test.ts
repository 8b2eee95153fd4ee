import fc from "fast-check";
import { expect, test } from "vitest";
import type { BalanceLog, BalanceRow, Span } from "../../src/history/history.ts";
import { historyFile, openedHistory, PARIS } from "./opened-history.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 01:00 in Paris. */
const START = Date.UTC(2026, 10, 23);
const EVER = [-1e15, 1e15] as const;

const rowsOf = (log: BalanceLog, span: Span) => [...log.rows(span, ...EVER)];
const starts = (rows: readonly BalanceRow[]) => rows.map(({ start }) => new Date(start).toISOString());

test("a sample counts into its hour, its day and its week", () => {
  const { history } = openedHistory();
  const log = history.balance("R00010");
  for (const [minutes, value] of [
    [0, 4],
    [30, -2],
    [61, 10],
  ] as const) {
    log.count(START + minutes * MINUTE_MS, value);
  }
  log.flush();
  const none = { onMs: 0, starts: 0 };
  expect(rowsOf(log, "hour")).toEqual([
    { span: "hour", start: START, count: 2, min: -2, max: 4, sum: 2, ...none },
    { span: "hour", start: START + HOUR_MS, count: 1, min: 10, max: 10, sum: 10, ...none },
  ]);
  const whole = { start: START - HOUR_MS, count: 3, min: -2, max: 10, sum: 12, ...none };
  expect(rowsOf(log, "day")).toEqual([{ span: "day", ...whole }]);
  expect(rowsOf(log, "week")).toEqual([{ span: "week", ...whole }]);
});

test("time on is divided at the end of the hour, and a start counts where it was", () => {
  const log = openedHistory().history.balance("R00010");
  log.countOn(START + 50 * MINUTE_MS, START + 130 * MINUTE_MS, true);
  log.countOn(START + 130 * MINUTE_MS, START + 131 * MINUTE_MS, false);
  log.flush();
  expect(rowsOf(log, "hour").map(({ onMs, starts }) => [onMs / MINUTE_MS, starts])).toEqual([
    [10, 1],
    [60, 0],
    [11, 0],
  ]);
  expect(rowsOf(log, "week")).toMatchObject([{ onMs: 81 * MINUTE_MS, starts: 1, count: 0, min: 0, max: 0, sum: 0 }]);
});

test("a stretch backwards or of many years is a clock that was set: no time on, but the start counts", () => {
  const log = openedHistory().history.balance("R00010");
  log.countOn(START, START - 5000, true);
  log.countOn(0, START, true);
  log.flush();
  expect(rowsOf(log, "week").map(({ onMs, starts }) => [onMs, starts])).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test("a restart goes on with the period that runs", () => {
  const file = historyFile();
  for (let again = 0; again < 3; again += 1) {
    const { history } = openedHistory({ file, start: START });
    const log = history.balance("R00010");
    log.count(START + again * MINUTE_MS, again);
    log.countOn(START, START + MINUTE_MS, true);
    history.close();
  }
  const log = openedHistory({ file }).history.balance("R00010");
  expect(rowsOf(log, "hour")).toEqual([
    { span: "hour", start: START, count: 3, min: 0, max: 2, sum: 3, onMs: 3 * MINUTE_MS, starts: 3 },
  ]);
});

test("what is counted is durable within a minute, of many points too", () => {
  const { history, clock } = openedHistory();
  const logs = Array.from({ length: 5000 }, (_, point) => history.balance(`R${point}`));
  for (const log of logs) log.count(clock.now(), 1);
  expect(rowsOf(logs[0] as BalanceLog, "hour")).toEqual([]);
  clock.advance(MINUTE_MS);
  for (const log of logs) expect(rowsOf(log, "hour")).toHaveLength(1);
});

test("periods are asked for by when they began", () => {
  const log = openedHistory().history.balance("R00010");
  for (let hour = 0; hour < 24 * 21; hour += 1) log.count(START + hour * HOUR_MS, hour);
  log.flush();
  const monday = START - HOUR_MS;
  expect(starts([...log.rows("day", monday, monday + DAY_MS)])).toEqual([
    "2026-11-22T23:00:00.000Z",
    "2026-11-23T23:00:00.000Z",
  ]);
  expect(starts([...log.rows("week", monday + 1, monday + 7 * DAY_MS)])).toEqual(["2026-11-29T23:00:00.000Z"]);
  // The first day is not whole from here on: it is not shown.
  expect([...log.rows("day", monday + 1, monday + DAY_MS)]).toHaveLength(1);
  expect([...log.rows("day", monday, monday)][0]?.count).toBe(23);
});

test.each([
  ["Europe/Paris", "2026-03-29", 23],
  ["Europe/Paris", "2026-10-25", 25],
  ["Australia/Lord_Howe", "2026-04-05", 25],
  ["Asia/Kolkata", "2026-03-29", 24],
])("in %s the day %s has %d hours, and none of its time is lost", (timeZone, date, hours) => {
  const log = openedHistory({ timeZone }).history.balance("R00010");
  const noon = Date.parse(`${date}T12:00:00Z`);
  const [from, to] = [noon - 2 * DAY_MS, noon + 2 * DAY_MS];
  log.countOn(from, to, false);
  for (let time = from; time < to; time += MINUTE_MS) log.count(time, 1);
  log.flush();
  const day = rowsOf(log, "day").find(({ start }) => localDate(start, timeZone) === date);
  const inDay = rowsOf(log, "hour").filter(({ start }) => localDate(start, timeZone) === date);
  expect(inDay).toHaveLength(hours);
  expect(inDay.reduce((sum, { onMs }) => sum + onMs, 0)).toBe(day?.onMs);
  expect((day?.count ?? 0) * MINUTE_MS).toBe(day?.onMs);
  for (const span of ["hour", "day", "week"] as const) {
    expect(rowsOf(log, span).reduce((sum, { onMs }) => sum + onMs, 0)).toBe(to - from);
  }
});

test("days and weeks are the sums of what was counted in them, in any order and over restarts", () => {
  const file = historyFile();
  let run = 0;
  const sample = fc.record({ at: fc.nat(40 * DAY_MS), value: fc.integer({ min: -1000, max: 1000 }) });
  fc.assert(
    fc.property(fc.array(fc.array(sample, { maxLength: 30 }), { maxLength: 4 }), (lives) => {
      run += 1;
      const expected = new Map<string, number[]>();
      for (const life of lives) {
        const { history } = openedHistory({ file: `${file}-${run}` });
        const log = history.balance("R00010");
        for (const { at, value } of life) {
          log.count(START + at, value);
          const date = localDate(START + at, PARIS);
          expected.set(date, [...(expected.get(date) ?? []), value]);
        }
        history.close();
      }
      const { history } = openedHistory({ file: `${file}-${run}` });
      const days = rowsOf(history.balance("R00010"), "day");
      expect(days.map(({ start }) => localDate(start, PARIS))).toEqual([...expected.keys()].sort());
      for (const { start, count, min, max, sum } of days) {
        const values = expected.get(localDate(start, PARIS)) ?? [];
        expect({ count, min, max, sum }).toEqual({
          count: values.length,
          min: Math.min(...values),
          max: Math.max(...values),
          sum: values.reduce((a, b) => a + b, 0),
        });
      }
      history.close();
    }),
    { numRuns: 20 },
  );
});

const localDate = (time: number, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(time);
