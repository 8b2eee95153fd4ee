import { language } from "../texts/texts.ts";

/** A duration in seconds; in milliseconds when it is short, in minutes and seconds when it is long. */
export function durationText(ms: number): string {
  const format = (value: number, unit: "minute" | "second" | "millisecond", digits = 0) =>
    new Intl.NumberFormat(language.value, { style: "unit", unit, maximumFractionDigits: digits }).format(value);
  if (ms > 0 && ms < 1000) return format(ms, "millisecond");
  const seconds = ms / 1000;
  if (seconds < 60) return format(seconds, "second", seconds < 10 ? 1 : 0);
  return `${format(Math.floor(seconds / 60), "minute")} ${format(Math.round(seconds) % 60, "second")}`;
}
