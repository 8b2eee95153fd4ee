import { Cron } from "croner";
import type { Drive } from "./schema.ts";

export type ScheduleDrive = Exclude<Drive, { link: string }>;

/** When a schedule runs. The time of day comes from whoever asks. */
export interface Schedule {
  /** The first run after a time, both in milliseconds since 1970 UTC; `undefined` when there is none. */
  next(after: number): number | undefined;
}

/**
 * Reads a schedule.
 *
 * `every` runs at the multiples of its seconds since 1970 UTC: every 900 runs at the quarters of the hour. `cron` is on
 * the clock of its time zone, the machine's by default. Where seconds, minutes and hours are all given as numbers,
 * lists or ranges, a time that a change to summer time skips runs when the clock has jumped, and one that comes twice runs
 * the first time; with `*` or a step in one of them the runs simply follow the clock on the wall.
 * Raises `ScheduleError`.
 */
export function readSchedule(drive: ScheduleDrive): Schedule {
  if ("every" in drive) {
    const period = drive.every * 1000;
    return { next: (after) => (Math.floor(after / period) + 1) * period };
  }
  const { cron, timeZone } = drive;
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new ScheduleError("timeZoneUnknown", "timeZone");
  const pattern = readCron(cron, timeZone);
  return { next: (after) => pattern.nextRun(new Date(after))?.getTime() };
}

export class ScheduleError extends Error {
  /** The text is `fault.<fault>` in `i18n/`. */
  readonly fault: "cronSyntax" | "cronNever" | "timeZoneUnknown";
  /** The member of the drive that is wrong. */
  readonly member: "cron" | "timeZone";
  constructor(fault: ScheduleError["fault"], member: ScheduleError["member"], cause?: unknown) {
    super(fault, { cause });
    this.name = "ScheduleError";
    this.fault = fault;
    this.member = member;
  }
}

/** Only computes: without a function to call it starts no timer of its own. */
function readCron(cron: string, timeZone: string | undefined): Cron {
  let pattern: Cron;
  try {
    const zone = timeZone === undefined ? {} : { timezone: timeZone };
    pattern = new Cron(cron, { mode: "5-or-6-parts", fixedTimeRule: "no-wildcard", ...zone });
  } catch (error) {
    throw new ScheduleError("cronSyntax", "cron", error);
  }
  // A single date would be taken as well.
  if (pattern.getPattern() === undefined) throw new ScheduleError("cronSyntax", "cron");
  // 31 February; what runs at all, runs within the years after any day.
  if (pattern.nextRun(new Date(0)) === null) throw new ScheduleError("cronNever", "cron");
  return pattern;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
