import type { SQLOutputValue } from "node:sqlite";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Events } from "./events.ts";
import type { Entry, Exchange, Exchanged, ExchangeKind, NewExchange } from "./exchange-records.ts";
import type { EventRecord, NewEvent } from "./records.ts";

/** Lines of the ledger that are kept of each resource and kind. */
const KEPT_LINES = 1000;

/** What becomes durable together with the step of an exchange. */
export interface StepRecord {
  /** The file arrived: a line of the ledger. */
  readonly arrived?: Exchanged | undefined;
  readonly event?: NewEvent | undefined;
  /** Another exchange that begins with this step. */
  readonly begins?: NewExchange | undefined;
}

/**
 * The exchanges that are under way, each in its state, and the ledger of those that arrived. A step is durable when its
 * method returns, with all that belongs to it or nothing of it; `journalUnavailable` when the disk refuses.
 */
export class Exchanges {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #events: Events;

  constructor(database: Database, clock: Clock, events: Events) {
    this.#database = database;
    this.#clock = clock;
    this.#events = events;
  }

  /** Those of a resource, in the order they began. Reading removes nothing. */
  pending(resource: string): readonly Exchange[] {
    return this.#database.read(() =>
      this.#database.statement(`SELECT * FROM exchanges WHERE resource = ? ORDER BY id`).all(resource).map(exchangeOf),
    );
  }

  begin(resource: string, exchange: NewExchange): number {
    return this.#database.write(() => this.#insert(resource, exchange));
  }

  /** The exchange is in this state from now on; without a state it is over. */
  step(resource: string, { id, state, detail }: Exchange | End, record: StepRecord = {}): void {
    const told = this.#database.write((): EventRecord | undefined => {
      if (state === undefined) this.#database.statement(`DELETE FROM exchanges WHERE id = ?`).run(id);
      else {
        this.#database
          .statement(`UPDATE exchanges SET state = ?, detail = ? WHERE id = ?`)
          .run(state, JSON.stringify(detail), id);
      }
      if (record.arrived !== undefined) this.#enter(resource, record.arrived);
      if (record.begins !== undefined) this.#insert(resource, record.begins);
      return record.event && this.#events.insert(record.event);
    });
    if (told !== undefined) this.#events.tell(told);
  }

  /** The last line of the ledger, of all remote names or of one. */
  last(resource: string, kind: ExchangeKind, remote?: string): Entry | undefined {
    const row = this.#database.read(() =>
      this.#database
        .statement(
          `SELECT * FROM exchanged WHERE resource = ?1 AND kind = ?2 AND (?3 IS NULL OR remote = ?3)
           ORDER BY id DESC LIMIT 1`,
        )
        .get(resource, kind, remote ?? null),
    );
    return row && entryOf(row);
  }

  /** Forgets a resource that is gone, with its ledger. */
  forget(resource: string): void {
    this.#database.write(() => {
      this.#database.statement(`DELETE FROM exchanges WHERE resource = ?`).run(resource);
      this.#database.statement(`DELETE FROM exchanged WHERE resource = ?`).run(resource);
    });
  }

  #insert(resource: string, { kind, state, detail }: NewExchange): number {
    const { lastInsertRowid } = this.#database
      .statement(`INSERT INTO exchanges (resource, kind, state, detail) VALUES (?, ?, ?, ?)`)
      .run(resource, kind, state, JSON.stringify(detail));
    return Number(lastInsertRowid);
  }

  #enter(resource: string, { kind, remote, size, modified, sha256, note }: Exchanged): void {
    this.#database
      .statement(
        `INSERT INTO exchanged (resource, kind, remote, size, modified, sha256, note, time)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(resource, kind, remote, size, modified ?? null, sha256, JSON.stringify(note) ?? null, this.#clock.now());
    this.#database
      .statement(
        `DELETE FROM exchanged WHERE resource = ?1 AND kind = ?2 AND id <=
           (SELECT id FROM exchanged WHERE resource = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)`,
      )
      .run(resource, kind, KEPT_LINES);
  }
}

/** An exchange that is over. */
export interface End {
  readonly id: number;
  readonly state: undefined;
  readonly detail?: unknown;
}

function exchangeOf(row: Record<string, SQLOutputValue>): Exchange {
  return {
    id: Number(row.id),
    kind: row.kind as ExchangeKind,
    state: String(row.state),
    detail: JSON.parse(String(row.detail)),
  };
}

function entryOf(row: Record<string, SQLOutputValue>): Entry {
  return {
    kind: row.kind as ExchangeKind,
    remote: String(row.remote),
    size: Number(row.size),
    modified: row.modified === null ? undefined : Number(row.modified),
    sha256: String(row.sha256),
    note: row.note === null ? undefined : JSON.parse(String(row.note)),
    time: Number(row.time),
  };
}
