import type { Value } from "../api/wire.ts";
import type { Register } from "../live/register.ts";
import { language, text, textIfAny } from "../texts/texts.ts";
import { durationText } from "./duration-text.ts";

/** A value as a master would read it: codes and booleans are numbers. */
export function rawText({ row }: Register, value: Value): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return value;
  return row.type === "time" ? timeText(value) : new Intl.NumberFormat(language.value).format(value);
}

/** What a value means, where its number does not say it: a code's text, bytes and durations in words, a unit. */
export function meaningOf({ row }: Register, value: Value): string {
  if (typeof value === "boolean") return text(value ? "page.true" : "page.false");
  if (typeof value === "string") return "";
  if (row.code !== undefined) return text(`code.${row.code}.${value}`);
  if (row.unit === "B") return bytesText(value);
  return row.unit === "ms" ? durationText(value) : (row.unit ?? "");
}

/** What to do about a code, when there is something to do. */
export function remedyOf({ row }: Register, value: Value): string | undefined {
  return row.code === undefined || value === 0 ? undefined : textIfAny(`code.${row.code}.${value}.remedy`);
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1);
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit: BYTE_UNITS[power] ?? "byte",
    // Abbreviated, bytes alone have no plural: 5 byte.
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}

function timeText(ms: number): string {
  if (ms === 0) return text("page.never");
  return new Intl.DateTimeFormat(language.value, { dateStyle: "short", timeStyle: "medium" }).format(ms);
}
