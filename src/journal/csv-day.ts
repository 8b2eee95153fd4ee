import { stringify } from "csv-stringify/sync";
import type { Observable, Subscription } from "rxjs";
import type { Rendering } from "../files/rendered-source.ts";
import type { DaySummary, EventDays } from "./event-days.ts";
import type { EventRecord } from "./records.ts";

/** The event in words, in the language of the device. */
export type EventText = (event: EventRecord) => string;

/** How events are put into words: the same event gives the same words for as long as `language` is the same. */
export interface Wording {
  readonly language: string;
  readonly text: EventText;
}

/** How many lines are in memory at once. */
const LINES_PER_PAGE = 500;

const COLUMNS = ["id", "time", "type", "severity", "resource", "origin", "error", "text", "acknowledged"];

/**
 * One day as CSV (RFC 4180: commas, CRLF), UTF-8 with a byte order mark because spreadsheets guess wrongly without it,
 * and with formulas disarmed. Times are ISO 8601 in UTC; `acknowledged` is empty while nobody did.
 *
 * The lines are those of the moment the day was taken: what is appended or acknowledged later does not show.
 */
export class CsvDay implements Rendering {
  readonly modified: number;
  readonly #summary: DaySummary;
  readonly #days: EventDays;
  readonly #text: EventText;
  readonly #acknowledgedSince = new Set<number>();
  readonly #watching: Subscription;

  constructor(days: EventDays, summary: DaySummary, text: EventText, events$: Observable<EventRecord>) {
    this.#days = days;
    this.modified = summary.modified;
    this.#summary = summary;
    this.#text = text;
    this.#watching = events$.subscribe((event) => {
      const known = event.id <= summary.lastId && days.has(summary.day, event);
      if (known && event.acknowledgedAt !== undefined) this.#acknowledgedSince.add(event.id);
    });
  }

  *pages(): Generator<Buffer> {
    const { day, lastId } = this.#summary;
    let last = 0;
    for (;;) {
      const events = this.#days.page(day, last, lastId, LINES_PER_PAGE);
      const first = last === 0;
      if (events.length > 0 || first) yield this.#render(events, first);
      if (events.length < LINES_PER_PAGE) return;
      last = events.at(-1)?.id ?? lastId;
    }
  }

  close(): void {
    this.#watching.unsubscribe();
  }

  #render(events: readonly EventRecord[], first: boolean): Buffer {
    const lines = events.map((event) => this.#line(event));
    return Buffer.from(
      stringify(lines, {
        columns: COLUMNS,
        header: first,
        bom: first,
        record_delimiter: "windows",
        escape_formulas: true,
      }),
    );
  }

  #line(event: EventRecord): readonly (string | number)[] {
    const pending = event.acknowledgedAt === undefined || this.#acknowledgedSince.has(event.id);
    return [
      event.id,
      iso(event.time),
      event.type,
      event.severity,
      event.resource,
      event.origin,
      event.error ?? "",
      this.#text(event),
      pending ? "" : iso(event.acknowledgedAt),
    ];
  }
}

const iso = (time: number): string => new Date(time).toISOString();
