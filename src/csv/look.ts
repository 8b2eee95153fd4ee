import { TimeZone } from "../time-zone.ts";
import type { CsvFormat } from "./format.ts";

/** A format with everything decided. */
export interface CsvLook {
  readonly separator: string;
  readonly decimal: string;
  readonly time: NonNullable<CsvFormat["time"]>;
  readonly byteOrderMark: boolean;
  readonly language: NonNullable<CsvFormat["language"]>;
  readonly zone: TimeZone;
}

/** Spreadsheets guess the encoding wrongly without a byte order mark. */
const PRESETS = {
  rfc4180: { separator: ",", decimal: ".", time: "utc", byteOrderMark: true, language: "en" },
  "excel-fr": { separator: ";", decimal: ",", time: "language", byteOrderMark: true, language: "fr" },
} as const satisfies Record<CsvFormat["preset"], Omit<CsvLook, "zone">>;

/** The preset with what the format changes, in the device's time zone unless it names one. */
export function lookOf({ preset, timeZone, ...changes }: CsvFormat): CsvLook {
  return { ...PRESETS[preset], ...changes, zone: TimeZone.of(timeZone) };
}
