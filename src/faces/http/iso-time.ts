import { ApiError } from "./errors.ts";

/** Times travel as ISO 8601 in UTC: people, scripts and browsers all read them. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since 1970 UTC of a time that already has the form; raises `invalidRequest` for a day there never was. */
export function fromIsoTime(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new ApiError("invalidRequest", `${text} is not a time`);
  return ms;
}
