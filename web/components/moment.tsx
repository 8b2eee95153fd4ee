import { language } from "../texts/texts.ts";

/** A moment, in short: of today the time alone. In full when it is pointed at, and for programs. */
export function Moment({
  time,
  withSeconds = false,
}: {
  readonly time: string | undefined;
  readonly withSeconds?: boolean;
}) {
  if (time === undefined) return <span class="hint none">–</span>;
  const moment = new Date(time);
  const isToday = moment.toDateString() === new Date().toDateString();
  return (
    <time dateTime={time} title={formatOf("long").format(moment)}>
      {formatOf(isToday ? "today" : "short", withSeconds).format(moment)}
    </time>
  );
}

const FORMATS = {
  long: { dateStyle: "full", timeStyle: "medium" },
  short: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" },
  today: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>();

/** Formats are slow to make, and lists show many moments. */
function formatOf(name: keyof typeof FORMATS, withSeconds = false): Intl.DateTimeFormat {
  const key = `${language.value} ${name} ${withSeconds}`;
  const options: Intl.DateTimeFormatOptions =
    name === "short" && withSeconds ? { ...FORMATS.short, second: "2-digit" } : FORMATS[name];
  const format = made.get(key) ?? new Intl.DateTimeFormat(language.value, options);
  made.set(key, format);
  return format;
}

/** A moment in figures, to the second. */
export function momentText(time: number | string): string {
  return formatOf("short", true).format(new Date(time));
}
