/** A time of RFC 3659 §2.3, `YYYYMMDDHHMMSS[.sss]` UTC, in milliseconds; `undefined` for anything else. */
export function parseTime(text: string): number | undefined {
  const [, digits, fraction] = /^(\d{14})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const field = (start: number, end: number) => Number(digits.slice(start, end));
  const time = new Date(
    Date.UTC(field(0, 4), field(4, 6) - 1, field(6, 8), field(8, 10), field(10, 12), Math.min(field(12, 14), 59)),
  );
  // The 31st of February would become a day in March, and 60 seconds are a leap second.
  const same = time.toISOString().replace(/\D/g, "").slice(0, 12) === digits.slice(0, 12) && field(12, 14) <= 60;
  if (!same || field(0, 4) < 1970) return undefined;
  return time.getTime() + Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
}
