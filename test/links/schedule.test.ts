import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSchedule, type ScheduleDrive, ScheduleError } from "../../src/links/schedule.ts";

/** The runs after a time, as ISO 8601 in UTC. */
function runs(drive: ScheduleDrive, after: string, count: number): string[] {
  const schedule = readSchedule(drive);
  const found: string[] = [];
  let time: number | undefined = Date.parse(after);
  while (found.length < count) {
    time = schedule.next(time);
    if (time === undefined) break;
    found.push(new Date(time).toISOString().replace(".000Z", "Z"));
  }
  return found;
}

const paris = (cron: string): ScheduleDrive => ({ cron, timeZone: "Europe/Paris" });
/** Europe/Paris: on 29 March 2026 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00. */
const SPRING = "2026-03-28T12:00:00Z";
const AUTUMN = "2026-10-24T12:00:00Z";

describe("a time of day on the days of change", () => {
  test("runs when the clock has jumped over it", () => {
    expect(runs(paris("30 2 * * *"), SPRING, 2)).toEqual(["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
  });

  test("runs once, the first time, when it comes twice", () => {
    expect(runs(paris("30 2 * * *"), AUTUMN, 2)).toEqual(["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
  });

  test("does so in a list of hours too", () => {
    expect(runs(paris("30 2,14 * * *"), SPRING, 3)).toEqual([
      "2026-03-28T13:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-29T12:30:00Z",
    ]);
    expect(runs(paris("30 2,14 * * *"), AUTUMN, 3)).toEqual([
      "2026-10-24T12:30:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T13:30:00Z",
    ]);
  });
});

test("every hour stays every hour over the change", () => {
  expect(runs(paris("30 * * * *"), "2026-03-29T00:00:00Z", 3)).toEqual([
    "2026-03-29T00:30:00Z",
    "2026-03-29T01:30:00Z",
    "2026-03-29T02:30:00Z",
  ]);
  expect(runs(paris("30 * * * *"), "2026-10-25T00:00:00Z", 3)).toEqual([
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2026-10-25T02:30:00Z",
  ]);
});

test("six fields begin with the second", () => {
  expect(runs({ cron: "15 0 12 * * MON", timeZone: "UTC" }, "2026-11-23T12:00:15Z", 1)).toEqual([
    "2026-11-30T12:00:15Z",
  ]);
});

test("every so many seconds is aligned to the clock", () => {
  expect(runs({ every: 900 }, "2026-11-23T10:07:31.5Z", 2)).toEqual(["2026-11-23T10:15:00Z", "2026-11-23T10:30:00Z"]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31_536_000 }), fc.integer({ min: 0, max: 4e12 }), (every, after) => {
      const next = readSchedule({ every }).next(after) ?? 0;
      expect(next % (every * 1000)).toBe(0);
      expect(next - after).toBeGreaterThan(0);
      expect(next - after).toBeLessThanOrEqual(every * 1000);
    }),
  );
});

describe("is refused:", () => {
  test.each<[string, string | undefined, string, string]>([
    ["* * * * * * *", undefined, "cronSyntax", "cron"],
    ["0 61 * * *", undefined, "cronSyntax", "cron"],
    ["every day at six", undefined, "cronSyntax", "cron"],
    ["2026-11-24T10:00:00", undefined, "cronSyntax", "cron"],
    ["0 0 31 2 *", undefined, "cronNever", "cron"],
    ["0 6 * * *", "Europe/Pari", "timeZoneUnknown", "timeZone"],
    ["0 6 * * *", "", "timeZoneUnknown", "timeZone"],
  ])("%s in %s is %s of %s", (cron, timeZone, fault, member) => {
    const drive = timeZone === undefined ? { cron } : { cron, timeZone };
    expect(() => readSchedule(drive)).toThrow(expect.objectContaining({ fault, member }));
    expect(() => readSchedule(drive)).toThrow(ScheduleError);
  });
});
