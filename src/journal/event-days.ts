import type { Database } from "../database/database.ts";
import { eventOf } from "./events.ts";
import type { EventRecord, EventType } from "./records.ts";

const DAY_MS = 86_400_000;

/** A day (UTC, counted from 1970) that has events. Two summaries are equal when the day's lines are. */
export interface DaySummary {
  readonly day: number;
  readonly events: number;
  readonly acknowledged: number;
  readonly lastId: number;
  /** When a line last came or was acknowledged, milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** Events by the day they happened: all of them, or those of some types. */
export class EventDays {
  readonly #database: Database;
  readonly #types: readonly EventType[] | undefined;

  constructor(database: Database, types?: readonly EventType[]) {
    this.#database = database;
    this.#types = types;
  }

  /** The days that have events, oldest first. */
  all(): readonly DaySummary[] {
    return this.#summaries("TRUE", []);
  }

  one(day: number): DaySummary | undefined {
    return this.#summaries("day = ?", [day])[0];
  }

  /** The next events of a day in their order, after one id and up to another. */
  page(day: number, after: number, upTo: number, limit: number): readonly EventRecord[] {
    return this.#database.read(() =>
      this.#database
        .statement(`SELECT * FROM events WHERE day = ? AND id > ? AND id <= ? AND ${this.#ofTypes} ORDER BY id LIMIT ?`)
        .all(day, after, upTo, ...(this.#types ?? []), limit)
        .map(eventOf),
    );
  }

  /** Whether an event, by its time and type, is one of a day's. */
  has(day: number, event: EventRecord): boolean {
    return Math.trunc(event.time / DAY_MS) === day && (this.#types?.includes(event.type) ?? true);
  }

  /** The index `events_day` holds every column this needs. */
  #summaries(condition: string, values: readonly number[]): readonly DaySummary[] {
    return this.#database.read(() =>
      this.#database
        .statement(
          `SELECT day, count(*) AS events, count(acknowledged_at) AS acknowledged, max(id) AS lastId,
             max(max(time), ifnull(max(acknowledged_at), 0)) AS modified
           FROM events INDEXED BY events_day WHERE ${condition} AND ${this.#ofTypes} GROUP BY day ORDER BY day`,
        )
        .all(...values, ...(this.#types ?? []))
        .map((row) => ({ ...row }) as unknown as DaySummary),
    );
  }

  get #ofTypes(): string {
    return this.#types === undefined ? "TRUE" : `type IN (${this.#types.map(() => "?").join(", ")})`;
  }
}
