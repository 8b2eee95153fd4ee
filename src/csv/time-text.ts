import type { CsvLook } from "./look.ts";

/** What a cell holds for a time. */
export type TimeText = (time: Date) => string;

/** Plain `en` would write the month before the day, which no file for several countries can afford. */
const LOCALES = { fr: "fr", en: "en-GB", ru: "ru" } as const satisfies Record<CsvLook["language"], string>;

/** ISO 8601 with milliseconds; as a language writes it, without. */
export function timeText({ time: style, language, zone }: Pick<CsvLook, "time" | "language" | "zone">): TimeText {
  switch (style) {
    case "utc":
      return (time) => time.toISOString();
    case "local":
      return (time) => {
        const offset = zone.offset(time.getTime());
        return new Date(time.getTime() + offset).toISOString().slice(0, -1) + offsetText(offset);
      };
    case "language": {
      const format = dateFormat(LOCALES[language], zone.name);
      return (time) => format.format(time);
    }
  }
}

/** `+01:00`. */
function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** One of each: they are slow to make and large. */
function dateFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "medium", timeZone });
  formats.set(key, format);
  return format;
}
