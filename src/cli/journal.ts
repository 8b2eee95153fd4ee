import { eventText } from "../journal/event-text.ts";
import type { Client } from "./client.ts";
import { EXIT } from "./exit.ts";
import { formatTime } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import type { WireEvent } from "./wire.ts";

export interface JournalOptions {
  readonly resource: string | undefined;
  readonly limit: number;
  readonly follow: boolean;
  readonly json: boolean;
}

/** The newest events, oldest first as in any log, then new ones as they come when they are followed. */
export async function showJournal(client: Client, terminal: Terminal, options: JournalOptions): Promise<number> {
  const { resource, limit, follow, json } = options;
  const show = (event: WireEvent) => terminal.print(json ? JSON.stringify(event) : line(terminal, event));
  const { events } = await client.get<{ events: readonly WireEvent[] }>("/journal", { resource, limit });
  for (const event of events.toReversed()) show(event);
  if (!follow) return EXIT.ok;
  let last = events[0]?.id ?? 0;
  const watching = { patienceMs: Number.POSITIVE_INFINITY, after: String(last) };
  for await (const { data } of client.stream("/journal/stream", {}, watching)) {
    const event = JSON.parse(data) as WireEvent;
    // An event comes again when it is acknowledged.
    if (event.id <= last) continue;
    last = event.id;
    if (resource === undefined || event.resource === resource) show(event);
  }
  return EXIT.ok;
}

function line({ texts, language }: Terminal, event: WireEvent): string {
  const { time, resource, origin } = event;
  return `${formatTime(language, time)}  ${resource.padEnd(6)}  ${eventText(event, texts)}  [${origin}]`;
}
