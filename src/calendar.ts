import type { TimeZone } from "./time-zone.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Span = "hour" | "day" | "week";

/** The beginning, in milliseconds since 1970 UTC, of the hour, day or ISO 8601 week of a zone in which a time lies. */
export function startOf(span: Span, time: number, zone: TimeZone): number {
  if (span === "hour") return startOfHour(time, zone);
  const day = dayOf(time, zone);
  return startOfDay(span === "day" ? day : mondayOf(day), zone);
}

/** The beginning of the hour that follows the one in which a time lies. */
export function endOfHour(time: number, zone: TimeZone): number {
  const end = time - intoHour(time, zone) + HOUR_MS;
  return zone.offset(end - 1) === zone.offset(time) ? end : zone.changeBetween(time, end - 1);
}

/** The local day, counted from 1970-01-01. */
export function dayOf(time: number, zone: TimeZone): number {
  return Math.floor(zone.wall(time) / DAY_MS);
}

/** When a local day begins: at midnight, or when its first hour is skipped, after it. */
export function startOfDay(day: number, zone: TimeZone): number {
  return zone.firstTimeOf(day * DAY_MS);
}

/** The Monday of a day's week. 1970-01-01 was a Thursday. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7);
}

/** `2026-11-23`. */
export const dayName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The day of `2026-11-23`; `undefined` when the name is no day. */
export function dayNamed(name: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name)) return undefined;
  const day = Date.parse(name) / DAY_MS;
  return Number.isInteger(day) && dayName(day) === name ? day : undefined;
}

/** `2026-W47`: the ISO 8601 week that begins on `monday`. It belongs to the year of its Thursday. */
export function weekName(monday: number): string {
  const year = new Date((monday + 3) * DAY_MS).getUTCFullYear();
  const week = 1 + (monday - firstMonday(year)) / 7;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** The Monday of `2026-W47`; `undefined` when the name is no week. */
export function weekNamed(name: string): number | undefined {
  const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const monday = firstMonday(Number(year)) + (Number(week) - 1) * 7;
  return weekName(monday) === name ? monday : undefined;
}

/** The Monday of week 1, the one with January 4. */
function firstMonday(year: number): number {
  return mondayOf(new Date(0).setUTCFullYear(year, 0, 4) / DAY_MS);
}

function startOfHour(time: number, zone: TimeZone): number {
  const start = time - intoHour(time, zone);
  // Where summer time moves the wall by half an hour, an hour can begin at the change.
  return zone.offset(start) === zone.offset(time) ? start : zone.changeBetween(start, time);
}

function intoHour(time: number, zone: TimeZone): number {
  return ((zone.wall(time) % HOUR_MS) + HOUR_MS) % HOUR_MS;
}
