/** A line of the journal, in codes. */
export interface Event {
  readonly id: number;
  readonly time: string;
  readonly type: string;
  readonly severity: Severity;
  /** Empty for the device itself. */
  readonly resource: string;
  readonly origin: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly error?: number;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
}

export const SEVERITIES = ["info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface EventFilter {
  readonly resource?: string;
  readonly type?: string;
  readonly severity?: string;
  /** ISO 8601, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly pending?: boolean;
}

/** The filter as the API is asked. */
export function eventQuery({ pending, ...rest }: EventFilter, more: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined && value !== "");
  return new URLSearchParams({
    ...Object.fromEntries(given),
    ...(pending ? { pending: "true" } : {}),
    ...more,
  }).toString();
}

/** Whether a new event is one of those asked for. */
export function isAsked(event: Event, { resource, type, severity, from, to, pending }: EventFilter): boolean {
  if (resource !== undefined && event.resource !== resource) return false;
  if (type !== undefined && event.type !== type) return false;
  if (severity !== undefined && event.severity !== severity) return false;
  if (pending === true && event.acknowledgedAt !== undefined) return false;
  const time = Date.parse(event.time);
  return time >= Date.parse(from ?? event.time) && time <= Date.parse(to ?? event.time);
}
