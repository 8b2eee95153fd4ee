import type { EventRecord } from "../../journal/records.ts";
import { isoTime } from "./iso-time.ts";

/** An event as JSON: what it lacks is left out. */
export function showEvent({ acknowledgedAt, ...event }: EventRecord) {
  return {
    ...event,
    time: isoTime(event.time),
    acknowledgedAt: acknowledgedAt === undefined ? undefined : isoTime(acknowledgedAt),
  };
}
