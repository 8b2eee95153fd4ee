import { expect, test } from "vitest";
import type { CsvFormat } from "../../src/csv/format.ts";
import { content, describeReadOnlyStore } from "../files/store-contract.ts";
import { openedHistory } from "./opened-history.ts";

const RFC: CsvFormat = { preset: "rfc4180" };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 01:00 in Paris. */
const START = Date.UTC(2026, 10, 23);
const HEADING = "\uFEFFPeriod,Start,Samples,Minimum,Maximum,Mean,Sum,Time on (s),Starts\r\n";

describeReadOnlyStore("a balance", async () => {
  const { history } = openedHistory();
  const log = history.balance("R00010");
  log.count(START, 1);
  log.count(START + MINUTE_MS, -4);
  log.countOn(START + HOUR_MS, START + HOUR_MS + 1500, true);
  log.count(START + 7 * DAY_MS, 2);
  log.flush();
  return {
    store: history.balanceFolder("R00010", RFC),
    files: [
      [
        ["2026-W48.csv"],
        `${HEADING}Hour,2026-11-23T00:00:00.000Z,2,-4,1,-1.5,-3,0,0\r\n` +
          "Hour,2026-11-23T01:00:00.000Z,0,,,,,1.5,1\r\n" +
          "Day,2026-11-22T23:00:00.000Z,2,-4,1,-1.5,-3,1.5,1\r\n" +
          "Week,2026-11-22T23:00:00.000Z,2,-4,1,-1.5,-3,1.5,1\r\n",
      ],
      [
        ["2026-W49.csv"],
        `${HEADING}Hour,2026-11-30T00:00:00.000Z,1,2,2,2,2,0,0\r\n` +
          "Day,2026-11-29T23:00:00.000Z,1,2,2,2,2,0,0\r\n" +
          "Week,2026-11-29T23:00:00.000Z,1,2,2,2,2,0,0\r\n",
      ],
    ],
  };
});

test("a week is written in the language and the marks of the format", async () => {
  const { history } = openedHistory();
  const log = history.balance("R00010");
  log.count(START, 1.5);
  log.flush();
  const folder = history.balanceFolder("R00010", { preset: "excel-fr" });
  expect((await content(folder, ["2026-W48.csv"])).split("\r\n").slice(0, 2)).toEqual([
    "\uFEFFPériode;Début;Nombre de mesures;Minimum;Maximum;Moyenne;Somme;Temps de marche (s);Nombre de démarrages",
    "Heure;23/11/2026 01:00:00;1;1,5;1,5;1,5;1,5;0;0",
  ]);
});

test("a week has a row for each hour and day, over a change of daylight saving", async () => {
  const { history } = openedHistory();
  const log = history.balance("R00010");
  const sunday = Date.UTC(2026, 9, 25);
  for (let time = sunday - 9 * DAY_MS; time < sunday + 3 * DAY_MS; time += 10 * MINUTE_MS) log.count(time, 1);
  log.flush();
  const folder = history.balanceFolder("R00010", RFC);
  expect((await folder.list([])).map(({ name }) => name)).toEqual(["2026-W42.csv", "2026-W43.csv", "2026-W44.csv"]);
  const rows = (await content(folder, ["2026-W43.csv"])).trim().split("\r\n").slice(1);
  const count = (span: string) => rows.filter((row) => row.startsWith(span)).length;
  expect([count("Hour"), count("Day"), count("Week")]).toEqual([169, 7, 1]);
});

test("the running week grows, its size is what is read, and an open file stays as it was", async () => {
  const { history } = openedHistory();
  const log = history.balance("R00010");
  const folder = history.balanceFolder("R00010", RFC);
  const contents = new Set<string>();
  const path = ["2026-W48.csv"];
  log.count(START, 1);
  log.flush();
  const source = await folder.open(path);
  const first = await content(folder, path);
  for (const hour of [0, 0, 1, 30]) {
    log.count(START + hour * HOUR_MS, 12345);
    log.flush();
    const text = await content(folder, path);
    contents.add(text);
    expect((await folder.stat(path))?.size).toBe(Buffer.byteLength(text));
    expect((await folder.stat(path))?.modified).toBe(START + hour * HOUR_MS);
  }
  expect(contents.size).toBe(4);
  const whole = Buffer.alloc(source.size);
  await source.read(whole, 0);
  expect(whole.toString()).toBe(first);
  await source.close();
});

test("there is no file of a week without samples", async () => {
  const { history } = openedHistory();
  const folder = history.balanceFolder("R00010", RFC);
  expect(await folder.list([])).toEqual([]);
  for (const name of ["2026-W48.csv", "2026-W99.csv", "x.csv", "2026-W48"]) {
    expect(await folder.stat([name])).toBeUndefined();
  }
});
