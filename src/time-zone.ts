const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Offsets kept at once: those of more than a year of hours. */
const MAX_KEPT = 10_000;

/** One of each: what `Intl` makes for a zone takes tens of kilobytes. */
const zones = new Map<string | undefined, TimeZone>();

/**
 * Local time of one zone. A *wall* time is what a clock on its wall shows, counted as if it were UTC: the same wall time
 * comes twice when summer time ends, and some never come when it begins.
 */
export class TimeZone {
  #format: Intl.DateTimeFormat;
  /** Asking `Intl` costs more than rendering a line: offsets are remembered at the full hours of UTC. */
  readonly #offsets = new Map<number, number>();

  private constructor(name: string | undefined) {
    this.#format = formatIn(name);
  }

  /**
   * Without a name the zone of the device: one object, which follows what the device is set to. Throws a `RangeError` for
   * a name that is no zone.
   */
  static of(name?: string): TimeZone {
    const zone = zones.get(name) ?? new TimeZone(name);
    zones.set(name, zone);
    return zone;
  }

  /** Sets the zone of the device, for the whole process; the machine's without a name. Throws as `of` does. */
  static setDevices(name: string | undefined): void {
    const zone = TimeZone.of();
    zone.#format = formatIn(name);
    zone.#offsets.clear();
  }

  get name(): string {
    return this.#format.resolvedOptions().timeZone;
  }

  /** What the wall shows at a time. */
  wall(time: number): number {
    return time + this.offset(time);
  }

  /** Milliseconds that the wall is ahead of UTC. */
  offset(time: number): number {
    const hour = Math.floor(time / HOUR_MS);
    const offset = this.#offsetAtHour(hour);
    // No zone changes twice within an hour.
    return offset === this.#offsetAtHour(hour + 1) ? offset : this.#ask(time);
  }

  /** The first time at which the wall shows `wall`, or the end of the gap that `wall` fell into. */
  firstTimeOf(wall: number): number {
    const before = this.offset(wall - DAY_MS);
    const after = this.offset(wall + DAY_MS);
    for (const offset of [before, after]) if (this.offset(wall - offset) === offset) return wall - offset;
    return this.changeBetween(wall - after, wall - before);
  }

  /** The first millisecond with the offset of `after`, when that of `before`, which is earlier, is another. */
  changeBetween(before: number, after: number): number {
    const offset = this.offset(after);
    let [old, changed] = [before, after];
    while (changed - old > 1) {
      const middle = Math.floor((old + changed) / 2);
      if (this.offset(middle) === offset) changed = middle;
      else old = middle;
    }
    return changed;
  }

  #offsetAtHour(hour: number): number {
    const known = this.#offsets.get(hour);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_KEPT) this.#offsets.clear();
    const offset = this.#ask(hour * HOUR_MS);
    this.#offsets.set(hour, offset);
    return offset;
  }

  /** `Intl` writes the offset as `GMT`, `GMT+05:30` or, long ago, `GMT-00:44:30`. */
  #ask(time: number): number {
    const [, sign, hours, minutes, seconds = 0] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(this.#format.format(time)) ?? [];
    if (sign === undefined) return 0;
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === "-" ? -size : size;
  }
}

function formatIn(name: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en", {
    timeZoneName: "longOffset",
    ...(name === undefined ? {} : { timeZone: name }),
  });
}

/** Whether `Intl` knows a zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    TimeZone.of(name);
    return true;
  } catch {
    return false;
  }
}
