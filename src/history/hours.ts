import type { SQLOutputValue } from "node:sqlite";
import type { Database } from "../database/database.ts";
import type { Totals } from "./totals.ts";

/** More than a week has. */
const HOURS_PER_PAGE = 200;

export interface Hour extends Totals {
  /** Milliseconds since 1970 UTC. */
  readonly start: number;
}

export interface HourSum extends Pick<Totals, "last" | "count" | "onMs" | "starts"> {
  readonly hours: number;
}

/** The hours of all balances on disk. Days and weeks are the sums of theirs. */
export class Hours {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds to what is there already. Part of a transaction of the caller. */
  add(balance: number, start: number, totals: Totals): void {
    this.#database
      .statement(
        `INSERT INTO hours (balance, start, last, count, min, max, sum, on_ms, starts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (balance, start) DO UPDATE SET
           last = max(last, excluded.last), count = count + excluded.count, min = min(min, excluded.min),
           max = max(max, excluded.max), sum = sum + excluded.sum, on_ms = on_ms + excluded.on_ms,
           starts = starts + excluded.starts`,
      )
      .run(balance, start, totals.last, totals.count, totals.min, totals.max, totals.sum, totals.onMs, totals.starts);
  }

  /** The hours that began at `from` or later, oldest first. Nothing is held open between two pages. */
  *since(balance: number, from: number): Generator<Hour> {
    for (let next = from; ; ) {
      const page = this.#page(balance, next);
      yield* page;
      if (page.length < HOURS_PER_PAGE) return;
      next = (page.at(-1)?.start ?? next) + 1;
    }
  }

  /** The hours that began within `from <= start < to`, summed up; `undefined` when there is none. */
  sum(balance: number, from: number, to: number): HourSum | undefined {
    const row = this.#database.read(() =>
      this.#database
        .statement(
          `SELECT count(*) AS hours, max(last) AS last, sum(count) AS count, sum(on_ms) AS onMs, sum(starts) AS starts
           FROM hours WHERE balance = ? AND start >= ? AND start < ?`,
        )
        .get(balance, from, to),
    );
    return row?.hours === 0 ? undefined : (row as unknown as HourSum);
  }

  /** When the first hour began that is there, at `from` or later. */
  firstSince(balance: number, from: number): number | undefined {
    const first = this.#edge(`SELECT min(start) AS at FROM hours WHERE balance = ? AND start >= ?`, balance, from);
    return first === null ? undefined : Number(first);
  }

  /** The latest time counted in. */
  lastTime(balance: number): number {
    return Number(
      this.#edge(`SELECT last AS at FROM hours WHERE balance = ? ORDER BY start DESC LIMIT 1`, balance) ?? 0,
    );
  }

  /** Forgets hours that began before a time, at most `limit`; answers how many. Part of a transaction of the caller. */
  forget(balance: number, before: number, limit: number): number {
    const { changes } = this.#database
      .statement(
        `DELETE FROM hours WHERE balance = ?1
           AND start IN (SELECT start FROM hours WHERE balance = ?1 AND start < ?2 ORDER BY start LIMIT ?3)`,
      )
      .run(balance, before, limit);
    return Number(changes);
  }

  #page(balance: number, from: number): readonly Hour[] {
    return this.#database.read(() =>
      this.#database
        .statement(`SELECT * FROM hours WHERE balance = ? AND start >= ? ORDER BY start LIMIT ?`)
        .all(balance, from, HOURS_PER_PAGE)
        .map(hourOf),
    );
  }

  #edge(sql: string, ...values: number[]): SQLOutputValue | undefined {
    return this.#database.read(() => this.#database.statement(sql).get(...values)?.at);
  }
}

function hourOf({ start, last, count, min, max, sum, on_ms, starts }: Record<string, SQLOutputValue>): Hour {
  return { start, last, count, min, max, sum, onMs: on_ms, starts } as Hour;
}
