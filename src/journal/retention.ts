import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Failure } from "../errors.ts";

/** What is kept: events and commands of so many days, within so many bytes of the database. */
export interface RetentionRule {
  readonly days: number;
  readonly maxBytes: number;
}

/** Bounds of one step, a few tens of milliseconds, so that the process serves others in between. */
const ROWS_PER_STEP = 1000;
const PAGES_PER_STEP = 256;
const BETWEEN_STEPS_MS = 1;

const DAY_MS = 86_400_000;

interface Oldest {
  readonly of: "events" | "commands";
  readonly id: number;
  readonly time: number;
}

/**
 * Forgets the oldest first: whatever is older than the age, then, while the database is too large, ended commands with
 * their files and acknowledged events. Commands under way and unacknowledged events within the age always stay.
 *
 * "Oldest" is by id. A wrong clock can so delay an expiry, but never brings one forward past an event that is still due.
 */
export class Retention {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #rule: RetentionRule;
  #cancelNext: (() => void) | undefined;

  constructor(database: Database, clock: Clock, rule: RetentionRule) {
    this.#database = database;
    this.#clock = clock;
    this.#rule = rule;
  }

  /** Begins at once and goes on in steps until nothing is left to do. What the disk refuses is left to the next call. */
  prune(): void {
    this.stop();
    try {
      if (this.#step()) this.#cancelNext = this.#clock.after(BETWEEN_STEPS_MS, () => this.prune());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  stop(): void {
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }

  /** Answers whether another step has something to do. */
  #step(): boolean {
    return this.#database.write(() => {
      const cutoff = this.#cutoff();
      let rows = 0;
      while (rows < ROWS_PER_STEP) {
        const oldest = this.#nextToForget(cutoff);
        if (oldest === undefined) break;
        rows +=
          oldest.of === "events" ? this.#removeEvent(oldest.id) : this.#removeCommand(oldest.id, ROWS_PER_STEP - rows);
      }
      return this.#giveBackPages() || rows >= ROWS_PER_STEP;
    });
  }

  /** Makes the file smaller. Answers whether more can be given back. */
  #giveBackPages(): boolean {
    const before = this.#database.pragma("freelist_count");
    this.#database.statement(`PRAGMA incremental_vacuum(${PAGES_PER_STEP})`).all();
    const after = this.#database.pragma("freelist_count");
    return after > 0 && after < before;
  }

  /** Counted from the newest event when the clock is ahead of it: a clock that jumps to a far year empties nothing by itself. */
  #cutoff(): number {
    const newest = this.#database.statement(`SELECT time FROM events ORDER BY id DESC LIMIT 1`).get()?.time;
    return Math.min(this.#clock.now(), Number(newest ?? Infinity)) - this.#rule.days * DAY_MS;
  }

  #nextToForget(cutoff: number): Oldest | undefined {
    const event = this.#oldest("events", `SELECT id, time FROM events ORDER BY id LIMIT 1`);
    if (event !== undefined && event.time < cutoff) return event;
    const command = this.#oldest(
      "commands",
      `SELECT id, accepted_at AS time FROM commands WHERE ended_at IS NOT NULL ORDER BY id LIMIT 1`,
    );
    if (command !== undefined && command.time < cutoff) return command;
    if (this.#bytesUsed() <= this.#rule.maxBytes) return undefined;
    const acknowledged = this.#oldest(
      "events",
      `SELECT id, time FROM events WHERE acknowledged_at IS NOT NULL ORDER BY id LIMIT 1`,
    );
    if (command === undefined || acknowledged === undefined) return command ?? acknowledged;
    return command.time <= acknowledged.time ? command : acknowledged;
  }

  #oldest(of: Oldest["of"], sql: string): Oldest | undefined {
    const row = this.#database.statement(sql).get();
    return row === undefined ? undefined : { of, id: Number(row.id), time: Number(row.time) };
  }

  #bytesUsed(): number {
    const pages = this.#database.pragma("page_count") - this.#database.pragma("freelist_count");
    return pages * this.#database.pragma("page_size");
  }

  #removeEvent(id: number): number {
    this.#database.statement(`DELETE FROM events WHERE id = ?`).run(id);
    return 1;
  }

  /** A command goes with its last files. Answers how many rows went, at most `limit` and one. */
  #removeCommand(id: number, limit: number): number {
    const files = this.#database
      .statement(
        `DELETE FROM files WHERE command = ?1
           AND position IN (SELECT position FROM files WHERE command = ?1 ORDER BY position LIMIT ?2)`,
      )
      .run(id, limit).changes;
    if (Number(files) === limit) return limit;
    this.#database.statement(`DELETE FROM commands WHERE id = ?`).run(id);
    return Number(files) + 1;
  }
}
