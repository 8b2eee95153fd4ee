import type { Database } from "../database/database.ts";
import type { Value } from "../vars/definition.ts";
import type { Extremes } from "./buckets.ts";
import type { Sample } from "./history.ts";
import type { Trace } from "./traces.ts";

/** How many samples are in memory at once when they are read. */
const SAMPLES_PER_PAGE = 200;

/** A sample on its way to the disk, where it gets its number. */
export interface NewSample {
  readonly trace: Trace;
  /** Whole milliseconds since 1970 UTC. */
  readonly time: number;
  readonly value: Value;
}

/** The newest sample of a trace. */
export interface Head {
  readonly last: number;
  readonly lastTime: number;
}

/** The samples of all traces on disk. */
export class Samples {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Part of a transaction of the caller. Answers what the traces end with once it is durable. */
  insert(samples: readonly NewSample[]): ReadonlyMap<Trace, Head> {
    const sample = this.#database.statement(`INSERT INTO samples (trace, seq, time, value) VALUES (?, ?, ?, ?)`);
    const turn = this.#database.statement(`INSERT INTO turns (trace, seq) VALUES (?, ?)`);
    const heads = new Map<Trace, Head>();
    for (const { trace, time, value } of samples) {
      const { last, lastTime } = heads.get(trace) ?? trace;
      const seq = last + 1;
      sample.run(trace.id, seq, time, typeof value === "boolean" ? BigInt(value) : value);
      if (time < lastTime) turn.run(trace.id, seq);
      heads.set(trace, { last: seq, lastTime: time });
    }
    return heads;
  }

  /** Samples with `from <= seq <= to`, oldest first. Nothing is held open between two pages. */
  *read({ id }: Trace, from: number, to: number): Generator<readonly Sample[]> {
    for (let next = from; next <= to; ) {
      const page = this.#page(id, next, to);
      if (page.length > 0) yield page;
      if (page.length < SAMPLES_PER_PAGE) return;
      next = (page.at(-1)?.seq ?? to) + 1;
    }
  }

  /** `undefined` when it was forgotten. */
  timeOf({ id }: Trace, seq: number): number | undefined {
    const row = this.#database.read(() =>
      this.#database.statement(`SELECT time FROM samples WHERE trace = ? AND seq = ?`).get(id, seq),
    );
    return row && Number(row.time);
  }

  /** The lowest and the highest number with `from <= seq <= to`; `undefined` when there is none. */
  extremes({ id }: Trace, from: number, to: number): Extremes | undefined {
    return this.#database.read(() => {
      // Every text is above every number.
      const row = this.#database
        .statement(
          `SELECT min(value) AS min, max(value) AS max FROM samples WHERE trace = ? AND seq BETWEEN ? AND ? AND value < ''`,
        )
        .get(id, from, to);
      return typeof row?.min === "number" ? { min: row.min, max: Number(row.max) } : undefined;
    });
  }

  /** The numbers of samples after `seq` that are earlier than the one before them. */
  turnsAfter({ id }: Trace, seq: number): readonly number[] {
    return this.#database.read(() =>
      this.#database
        .statement(`SELECT seq FROM turns WHERE trace = ? AND seq > ? ORDER BY seq`)
        .all(id, seq)
        .map((row) => Number(row.seq)),
    );
  }

  /** Of the next samples after `seq`, at most `limit`, the first that is not older than `time`. */
  firstSince({ id }: Trace, seq: number, time: number, limit: number): number | undefined {
    const first = this.#database
      .statement(
        `SELECT min(seq) AS seq FROM (SELECT seq, time FROM samples WHERE trace = ? AND seq > ? ORDER BY seq LIMIT ?)
         WHERE time >= ?`,
      )
      .get(id, seq, limit, time)?.seq;
    return typeof first === "number" ? first : undefined;
  }

  /** Part of a transaction of the caller. */
  forget({ id }: Trace, upTo: number): void {
    this.#database.statement(`DELETE FROM samples WHERE trace = ? AND seq <= ?`).run(id, upTo);
    this.#database.statement(`DELETE FROM turns WHERE trace = ? AND seq <= ?`).run(id, upTo);
    this.#database.statement(`UPDATE traces SET forgotten = ? WHERE id = ?`).run(upTo, id);
  }

  #page(trace: number, from: number, to: number): readonly Sample[] {
    return this.#database.read(() => {
      const statement = this.#database.statement(
        `SELECT seq, time, value, typeof(value) = 'integer' FROM samples
         WHERE trace = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`,
      );
      // Ten million rows are read for one export: objects with names cost half as much again.
      statement.setReturnArrays(true);
      const rows = statement.all(trace, from, to, SAMPLES_PER_PAGE) as unknown as [number, number, Value, 0 | 1][];
      return rows.map(([seq, time, value, isDigital]) => ({
        seq,
        time,
        value: isDigital === 1 ? value === 1 : value,
      }));
    });
  }
}
