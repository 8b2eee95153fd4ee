import { afterEach, expect, test } from "vitest";
import type { Store } from "../../src/files/store.ts";
import { openHistory } from "../../src/history/open-history.ts";
import { TimeZone } from "../../src/time-zone.ts";
import { content } from "../files/store-contract.ts";
import { manualClock } from "../support/manual-clock.ts";
import { KEEP_ALL } from "./opened-history.ts";

afterEach(() => TimeZone.setDevices(undefined));

/** Sunday, late in the evening of UTC. */
const TIME = Date.UTC(2026, 10, 22, 23, 30);

const namesIn = async (store: Store) => (await store.list([])).map(({ name }) => name);

test("days, weeks and times follow the zone of the device, also where they were read before", async () => {
  TimeZone.setDevices("UTC");
  const history = openHistory({ file: ":memory:", clock: manualClock(TIME) });
  const log = history.trace("a", KEEP_ALL);
  log.append(TIME, 1);
  log.flush();
  const balance = history.balance("a");
  balance.count(TIME, 1);
  balance.flush();
  const days = history.traceFolder("a", { preset: "rfc4180", time: "local" });
  const weeks = history.balanceFolder("a", { preset: "rfc4180", time: "local" });
  const inUtc = history.balanceFolder("a", { preset: "rfc4180", time: "local", timeZone: "UTC" });
  expect([await namesIn(days), await namesIn(weeks)]).toEqual([["2026-11-22.csv"], ["2026-W47.csv"]]);
  expect(await content(weeks, ["2026-W47.csv"])).toContain("Week,2026-11-16T00:00:00.000+00:00");

  TimeZone.setDevices("Asia/Novosibirsk");
  expect([await namesIn(days), await namesIn(weeks)]).toEqual([["2026-11-23.csv"], ["2026-W48.csv"]]);
  expect(await content(days, ["2026-11-23.csv"])).toContain("2026-11-23T06:30:00.000+07:00,1,1");
  expect(await content(weeks, ["2026-W48.csv"])).toContain("Week,2026-11-23T00:00:00.000+07:00");
  // Only how its times are written is of its own.
  expect(await content(inUtc, ["2026-W48.csv"])).toContain("Week,2026-11-22T17:00:00.000+00:00");
  history.close();
});

test("a name that is no zone changes nothing", () => {
  TimeZone.setDevices("Asia/Novosibirsk");
  expect(() => TimeZone.setDevices("Mars/Olympus")).toThrow(RangeError);
  expect(TimeZone.of().name).toBe("Asia/Novosibirsk");
});
