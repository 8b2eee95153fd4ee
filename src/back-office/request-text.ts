import type { Profile } from "../resources/till/profile.ts";

/** Two days, both included, as `yyyy-MM-dd`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/**
 * What a request flag says in a protocol: what is sold between two days, or else what is new, or all. Empty where a flag
 * asks by being there.
 */
export function requestText({ request }: Profile, days: Days | undefined): string {
  const ask = (range: string) => request.asks.find((one) => one.range === range)?.text;
  if (days === undefined) return ask("new") ?? ask("all") ?? "";
  const written = datesText(request.dates, days);
  const text = ask("dates");
  return text === undefined ? written : `${text}\r\n${written}`;
}

/** `dd.MM.yyyy;dd.MM.yyyy` with the parts of the first day, then those of the second. */
function datesText(pattern: string, { from, to }: Days): string {
  const used = new Set<string>();
  return pattern.replaceAll(/dd|MM|yyyy/g, (part) => {
    const [year = "", month = "", day = ""] = (used.has(part) ? to : from).split("-");
    used.add(part);
    return { dd: day, MM: month, yyyy: year }[part] ?? part;
  });
}
