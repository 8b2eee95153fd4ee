import type { Language } from "../texts.ts";

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A number of bytes as people read it: `3,4 Mo`. */
export function formatBytes(language: Language, bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1);
  const unit = BYTE_UNITS[power] ?? "byte";
  // Abbreviated, bytes alone have no plural: 5 byte.
  const unitDisplay = power === 0 ? "long" : "short";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 }).format(
    bytes / 1000 ** power,
  );
}

/** A duration in milliseconds as people read it: `2,1 s`. */
export function formatDuration(language: Language, ms: number): string {
  const whole = ms < 60_000 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit: "second", maximumFractionDigits: whole }).format(
    ms / 1000,
  );
}

/** A time of day with its date, from ISO 8601 or milliseconds since 1970 UTC, in the zone of this machine. */
export function formatTime(language: Language, time: string | number): string {
  // Day before month in all three languages.
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "medium" }).format(new Date(time));
}
