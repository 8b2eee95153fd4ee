import type { Database } from "../database/database.ts";
import type { TraceRetention } from "./history.ts";

/** A trace as it is on disk. */
export interface Trace {
  readonly id: number;
  readonly key: string;
  retention: TraceRetention;
  /** Samples up to this number are no longer there. */
  forgotten: number;
  /** The newest sample: its number, `forgotten` when there is none, and its time. */
  last: number;
  lastTime: number;
}

/** Every trace that ever was, by its key. What is new about one is written with the next samples. */
export class Traces {
  readonly #database: Database;
  readonly #byKey: Map<string, Trace>;
  readonly #unsaved = new Set<Trace>();
  readonly #origin: number;
  #lastId: number;

  constructor(database: Database) {
    this.#database = database;
    const traces = database.read(() => this.#load());
    this.#byKey = new Map(traces.map((trace) => [trace.key, trace]));
    this.#lastId = traces.reduce((last, { id }) => Math.max(last, id), 0);
    this.#origin = database.read(() => Number(database.statement(`SELECT seq FROM origin`).get()?.seq));
  }

  get all(): readonly Trace[] {
    return [...this.#byKey.values()];
  }

  get hasUnsaved(): boolean {
    return this.#unsaved.size > 0;
  }

  find(key: string): Trace | undefined {
    return this.#byKey.get(key);
  }

  get(key: string, retention: TraceRetention): Trace {
    let trace = this.#byKey.get(key);
    if (trace === undefined) {
      this.#lastId += 1;
      const origin = this.#origin;
      trace = { id: this.#lastId, key, retention, forgotten: origin, last: origin, lastTime: -Infinity };
      this.#byKey.set(key, trace);
      this.#unsaved.add(trace);
    } else if (trace.retention.days !== retention.days || trace.retention.samples !== retention.samples) {
      trace.retention = retention;
      this.#unsaved.add(trace);
    }
    return trace;
  }

  /** Part of a transaction of the caller, who calls `saved` once it is durable. */
  save(): void {
    const statement = this.#database.statement(
      `INSERT INTO traces (id, key, keep_days, keep_samples, forgotten) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET keep_days = excluded.keep_days, keep_samples = excluded.keep_samples`,
    );
    for (const { id, key, retention, forgotten } of this.#unsaved) {
      statement.run(id, key, retention.days, retention.samples, forgotten);
    }
  }

  saved(): void {
    this.#unsaved.clear();
  }

  #load(): Trace[] {
    const rows = this.#database.statement(
      `SELECT traces.*, ifnull(last, forgotten) AS last,
         (SELECT time FROM samples WHERE trace = id AND seq = last) AS last_time
       FROM (SELECT *, (SELECT max(seq) FROM samples WHERE trace = id) AS last FROM traces) AS traces`,
    );
    return rows.all().map((row) => ({
      id: Number(row.id),
      key: String(row.key),
      retention: { days: Number(row.keep_days), samples: Number(row.keep_samples) },
      forgotten: Number(row.forgotten),
      last: Number(row.last),
      lastTime: row.last_time === null ? -Infinity : Number(row.last_time),
    }));
  }
}

/** Numbers of samples that were lost with a database must not come again: exports remember the last one they sent. */
export function skipLostNumbers(database: Database, now: number): void {
  // No trace takes more than a sample a millisecond.
  database.write(() => database.statement(`UPDATE origin SET seq = ?`).run(now));
}
