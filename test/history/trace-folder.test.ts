import { expect, test } from "vitest";
import type { CsvFormat } from "../../src/csv/format.ts";
import type { Store } from "../../src/files/store.ts";
import { content, describeReadOnlyStore } from "../files/store-contract.ts";
import { KEEP_ALL, openedHistory } from "./opened-history.ts";

const RFC: CsvFormat = { preset: "rfc4180" };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 01:00 in Paris. */
const START = Date.UTC(2026, 10, 23);

describeReadOnlyStore("a trace", async () => {
  const { history } = openedHistory();
  const log = history.trace("R00010.F0001", KEEP_ALL);
  log.append(START, -1.5);
  log.append(START + DAY_MS, "=été, 1");
  log.flush();
  return {
    store: history.traceFolder("R00010.F0001", RFC),
    files: [
      [["2026-11-23.csv"], "\uFEFFTime,Value,No.\r\n2026-11-23T00:00:00.000Z,-1.5,1\r\n"],
      [["2026-11-24.csv"], `\uFEFFTime,Value,No.\r\n2026-11-24T00:00:00.000Z,"'=été, 1",2\r\n`],
    ],
  };
});

const namesIn = async (store: Store) => (await store.list([])).map(({ name }) => name);

test("days are those of the format's time zone, otherwise of the history", async () => {
  const { history } = openedHistory();
  const log = history.trace("a", KEEP_ALL);
  log.append(Date.UTC(2026, 10, 22, 22, 59, 59, 999), 1);
  log.append(Date.UTC(2026, 10, 22, 23), 2);
  log.flush();
  const paris = history.traceFolder("a", { preset: "excel-fr" });
  expect(await namesIn(paris)).toEqual(["2026-11-22.csv", "2026-11-23.csv"]);
  expect(await content(paris, ["2026-11-23.csv"])).toBe("\uFEFFDate et heure;Valeur;N°\r\n23/11/2026 00:00:00;2;2\r\n");
  expect(await namesIn(history.traceFolder("a", { ...RFC, timeZone: "UTC" }))).toEqual(["2026-11-22.csv"]);
});

test("a folder without samples, or of a trace that nobody took yet, is empty, and fills up later", async () => {
  const { history } = openedHistory();
  const folder = history.traceFolder("a", RFC);
  expect(await folder.list([])).toEqual([]);
  expect(await folder.stat(["2026-11-23.csv"])).toBeUndefined();
  expect(await folder.stat([])).toMatchObject({ kind: "folder", modified: 0 });
  const log = history.trace("a", KEEP_ALL);
  log.append(START, 1);
  log.flush();
  expect(await namesIn(folder)).toEqual(["2026-11-23.csv"]);
  expect(await folder.stat([])).toMatchObject({ modified: START });
});

test("samples of a clock that was set back are in the file of their day, in the order they were taken", async () => {
  const { history } = openedHistory();
  const log = history.trace("a", KEEP_ALL);
  const days = [0, 1, 1, 0, 0, 2, 1, 2];
  for (const [index, day] of days.entries()) log.append(START + day * DAY_MS + (index % 3), index);
  log.flush();
  const folder = history.traceFolder("a", RFC);
  expect(await namesIn(folder)).toEqual(["2026-11-23.csv", "2026-11-24.csv", "2026-11-25.csv"]);
  for (const [day, name] of (await namesIn(folder)).entries()) {
    const lines = (await content(folder, [name])).trim().split("\r\n").slice(1);
    const expected = days.flatMap((of, index) => (of === day ? [String(index)] : []));
    expect(lines.map((line) => line.split(",")[1])).toEqual(expected);
  }
});

test("every sample is in exactly one file, over changes of daylight saving", async () => {
  const { history } = openedHistory();
  const log = history.trace("a", KEEP_ALL);
  for (const change of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25)]) {
    for (let time = change - 2 * DAY_MS; time < change + 2 * DAY_MS; time += HOUR_MS / 2) log.append(time, 1);
  }
  log.flush();
  const folder = history.traceFolder("a", RFC);
  const counts = new Map<string, number>();
  for (const name of await namesIn(folder)) {
    counts.set(name, (await content(folder, [name])).trim().split("\r\n").length - 1);
  }
  expect(counts.get("2026-03-29.csv")).toBe(46);
  expect(counts.get("2026-10-25.csv")).toBe(50);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(log.range().last);
});

test("sizes follow what is sampled and forgotten, and are what is read", async () => {
  const { history, clock } = openedHistory({ start: START });
  const log = history.trace("a", { days: 1000, samples: 1500 });
  const folder = history.traceFolder("a", RFC);
  const sizes: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 700; i += 1) log.append(clock.now(), Math.PI);
    log.flush();
    history.prune();
    clock.advance(1000);
    const [entry] = await folder.list([]);
    expect(Buffer.byteLength(await content(folder, ["2026-11-23.csv"]))).toBe(entry?.size);
    expect(await folder.stat(["2026-11-23.csv"])).toEqual(entry);
    sizes.push(entry?.size ?? 0);
  }
  expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0);
  expect(sizes[2]).toBeLessThan((sizes[0] ?? 0) * 2.5);
});

test("an open file stays as it was while samples come, and has shrunk when its samples are forgotten", async () => {
  const { history, clock } = openedHistory({ start: START });
  const log = history.trace("a", { days: 1000, samples: 2000 });
  const sample = (count: number) => {
    for (let i = 0; i < count; i += 1) log.append(clock.now(), i);
    log.flush();
  };
  sample(2000);
  const folder = history.traceFolder("a", RFC);
  const before = await content(folder, ["2026-11-23.csv"]);
  const [stays, shrinks] = [await folder.open(["2026-11-23.csv"]), await folder.open(["2026-11-23.csv"])];
  sample(1500);
  const whole = Buffer.alloc(stays.size);
  expect(await stays.read(whole, 0)).toBe(stays.size);
  expect(whole.toString()).toBe(before);
  history.prune();
  clock.advance(1000);
  await expect(shrinks.read(whole, 0)).rejects.toMatchObject({ failure: "fileShrank" });
  await Promise.all([stays.close(), shrinks.close()]);
});
