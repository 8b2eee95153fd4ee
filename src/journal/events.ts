import type { SQLOutputValue } from "node:sqlite";
import { type Observable, Subject } from "rxjs";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { EventQuery, EventRecord, NewEvent } from "./records.ts";
import { bounded, Where } from "./where.ts";

/** The lines of the journal. Their order is their id, whatever the clock does. */
export class Events {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #told = new Subject<EventRecord>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  get events$(): Observable<EventRecord> {
    return this.#told;
  }

  append(event: NewEvent): EventRecord {
    const record = this.#database.write(() => this.insert(event));
    this.tell(record);
    return record;
  }

  /** Part of a transaction of the caller, who calls `tell` once it is durable. */
  insert(event: NewEvent): EventRecord {
    const time = this.#clock.now();
    const { lastInsertRowid } = this.#database
      .statement(
        `INSERT INTO events (time, type, severity, resource, origin, parameters, error) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        time,
        event.type,
        event.severity,
        event.resource,
        event.origin,
        JSON.stringify(event.parameters),
        event.error ?? null,
      );
    return { ...event, id: Number(lastInsertRowid), time, acknowledgedAt: undefined, acknowledgedBy: undefined };
  }

  tell(record: EventRecord): void {
    this.#told.next(record);
  }

  acknowledge(id: number, by: string): EventRecord | undefined {
    return this.acknowledgeAll([id], by)[0];
  }

  /** All in one transaction. */
  acknowledgeAll(ids: readonly number[], by: string): readonly EventRecord[] {
    const time = this.#clock.now();
    const changed = this.#database.write(() => ids.filter((id) => this.#mark(id, by, time)));
    const records = ids.flatMap((id) => this.#find(id) ?? []);
    for (const record of records) if (changed.includes(record.id)) this.tell(record);
    return records;
  }

  query(query: EventQuery): readonly EventRecord[] {
    const where = new Where()
      .and("id < ?", query.before)
      .and("resource = ?", query.resource)
      .and("type = ?", query.type)
      .and("severity = ?", query.severity)
      .and("time >= ?", query.from)
      .and("time <= ?", query.to)
      .when(query.pending, "acknowledged_at IS NULL");
    return this.#database.read(() =>
      this.#database
        .statement(`SELECT * FROM events ${where.sql} ORDER BY id DESC LIMIT ?`)
        .all(...where.values, bounded(query.limit, 100, 1000))
        .map(eventOf),
    );
  }

  close(): void {
    this.#told.complete();
  }

  /** Answers false for an event that was acknowledged before, or is none. */
  #mark(id: number, by: string, time: number): boolean {
    const { changes } = this.#database
      .statement(`UPDATE events SET acknowledged_at = ?, acknowledged_by = ? WHERE id = ? AND acknowledged_at IS NULL`)
      .run(time, by, id);
    return changes !== 0;
  }

  #find(id: number): EventRecord | undefined {
    const row = this.#database.read(() => this.#database.statement(`SELECT * FROM events WHERE id = ?`).get(id));
    return row === undefined ? undefined : eventOf(row);
  }
}

/** A row of `events`. Only we write there, so its columns are taken at their word. */
export function eventOf(row: Record<string, SQLOutputValue>): EventRecord {
  return {
    id: row.id,
    time: row.time,
    type: row.type,
    severity: row.severity,
    resource: row.resource,
    origin: row.origin,
    parameters: JSON.parse(String(row.parameters)),
    error: row.error ?? undefined,
    acknowledgedAt: row.acknowledged_at ?? undefined,
    acknowledgedBy: row.acknowledged_by ?? undefined,
  } as EventRecord;
}
