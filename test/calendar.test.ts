import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayName,
  dayNamed,
  dayOf,
  endOfHour,
  mondayOf,
  startOf,
  startOfDay,
  weekName,
  weekNamed,
} from "../src/calendar.ts";
import { isTimeZone, TimeZone } from "../src/time-zone.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Half hours, changes of half an hour, midnights that are skipped and repeated, a day that never was. */
const ZONES = [
  "UTC",
  "Europe/Paris",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/Santiago",
  "America/Havana",
  "Pacific/Apia",
];
const times = fc.integer({ min: Date.UTC(2011, 11, 1), max: Date.UTC(2037, 11, 31) });

describe.each(ZONES)("in %s", (name) => {
  const zone = TimeZone.of(name);
  const intl = new Intl.DateTimeFormat("en-CA", { timeZone: name, dateStyle: "short" });

  it("a time has the local day that Intl writes", () => {
    fc.assert(fc.property(times, (time) => dayName(dayOf(time, zone)) === intl.format(time)));
  });

  it("a day begins at the first time with its date", () => {
    fc.assert(
      fc.property(times, (time) => {
        const start = startOf("day", time, zone);
        expect(start).toBeLessThanOrEqual(time);
        expect(intl.format(start)).toBe(intl.format(time));
        expect(intl.format(start - 1)).not.toBe(intl.format(time));
      }),
    );
  });

  it("hours follow each other without a gap, at most an hour long, and fill the days", () => {
    fc.assert(
      fc.property(times, (time) => {
        const start = startOf("day", time, zone);
        const end = startOfDay(dayOf(time, zone) + 1, zone);
        let hour = start;
        while (hour < end) {
          const next = endOfHour(hour, zone);
          expect(next - hour).toBeGreaterThan(0);
          expect(next - hour).toBeLessThanOrEqual(HOUR_MS);
          for (const inside of [hour, Math.floor((hour + next) / 2), next - 1]) {
            expect(startOf("hour", inside, zone)).toBe(hour);
            expect(endOfHour(inside, zone)).toBe(next);
          }
          hour = next;
        }
        expect(hour).toBe(end);
      }),
      { numRuns: 30 },
    );
  });
});

it.each([
  ["Europe/Paris", "2026-03-29", 23],
  ["Europe/Paris", "2026-10-25", 25],
  ["Europe/Paris", "2026-11-23", 24],
  ["Australia/Lord_Howe", "2026-04-05", 24.5],
  ["Australia/Lord_Howe", "2026-10-04", 23.5],
  ["Asia/Kolkata", "2026-03-29", 24],
  ["Pacific/Apia", "2011-12-30", 0],
])("in %s the day %s has %d hours", (name, date, hours) => {
  const zone = TimeZone.of(name);
  const day = dayNamed(date) ?? 0;
  expect((startOfDay(day + 1, zone) - startOfDay(day, zone)) / HOUR_MS).toBe(hours);
});

describe("ISO weeks", () => {
  it("are those of SQLite, over four centuries", () => {
    const reference = new DatabaseSync(":memory:").prepare(`SELECT strftime('%G-W%V', ?) AS week`);
    for (let day = dayNamed("1900-01-01") ?? 0; day < (dayNamed("2300-01-01") ?? 0); day += 1) {
      const name = weekName(mondayOf(day));
      if (reference.get(dayName(day))?.week !== name) expect.fail(`${dayName(day)}: ${name}`);
    }
  });

  it("are found by their name again", () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 100_000 }), (day) => {
        expect(weekNamed(weekName(mondayOf(day)))).toBe(mondayOf(day));
      }),
    );
  });

  it.each(["2026-W54", "2025-W53", "2026-W00", "2026-W1", "2026-W", "x", ""])("there is none named %s", (name) => {
    expect(weekNamed(name)).toBeUndefined();
  });

  it("begin on the local Monday", () => {
    const zone = TimeZone.of("Europe/Paris");
    expect(startOf("week", Date.UTC(2026, 9, 25, 12), zone)).toBe(Date.UTC(2026, 9, 18, 22));
    expect(startOf("week", Date.UTC(2026, 9, 25, 23), zone)).toBe(Date.UTC(2026, 9, 25, 23));
  });
});

it("days are found by their name, and nothing else is", () => {
  fc.assert(fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => dayNamed(dayName(day)) === day));
  for (const name of ["2026-02-30", "2026-1-1", "2026-11-23 ", "+012026-01-01", ""])
    expect(dayNamed(name)).toBeUndefined();
});

it("an offset is right to the millisecond around a change", () => {
  const zone = TimeZone.of("Europe/Paris");
  const change = Date.UTC(2026, 9, 25, 1);
  expect(zone.offset(change - 1)).toBe(2 * HOUR_MS);
  expect(zone.offset(change)).toBe(HOUR_MS);
  expect(zone.changeBetween(change - DAY_MS, change + DAY_MS)).toBe(change);
});

it("a name is a time zone or not", () => {
  expect(["Europe/Paris", "UTC", "Asia/Kolkata"].filter(isTimeZone)).toHaveLength(3);
  expect(["Europe/Nowhere", "", "Paris"].filter(isTimeZone)).toEqual([]);
});
