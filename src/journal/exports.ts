import type { SQLOutputValue } from "node:sqlite";
import type { Database } from "../database/database.ts";
import type { Export, NewExport, SampleRange } from "./export-records.ts";

/**
 * The outbox of exports, and for each resource how far into each trace its verified exports reach.
 *
 * What was begun may be on the server, whatever we know: it stays, with its name, number and content, until it is
 * confirmed, and is sent again as it was. Only what never began is planned anew. A method that writes is durable when it
 * returns, and raises `journalUnavailable` when the disk refuses.
 */
export class Exports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The last sample of a trace that is verified on the server; 0 when none is. */
  position(resource: string, trace: string): number {
    const row = this.#database.read(() =>
      this.#database
        .statement(`SELECT last FROM export_positions WHERE resource = ? AND trace = ?`)
        .get(resource, trace),
    );
    return Number(row?.last ?? 0);
  }

  /** What is on its way, in the order it was planned. Reading removes nothing. */
  pending(resource: string): readonly Export[] {
    return this.#database.read(() =>
      this.#database.statement(`SELECT * FROM exports WHERE resource = ? ORDER BY id`).all(resource).map(exportOf),
    );
  }

  /** Plans exports, in place of those that were planned before and never began. */
  plan(resource: string, planned: readonly NewExport[]): readonly Export[] {
    return this.#database.write(() => {
      this.#database.statement(`DELETE FROM exports WHERE resource = ? AND begun = 0`).run(resource);
      return planned.map((one) => this.#insert(resource, one));
    });
  }

  /**
   * Before the first byte is sent, each time. Answers the samples it holds: when it never began before, without those
   * that were forgotten since it was planned, before `oldest`.
   */
  begin(id: number, oldest = 0): SampleRange | undefined {
    return this.#database.write(() => {
      this.#database
        .statement(`UPDATE exports SET begun = 1, first_sample = max(first_sample, ?) WHERE id = ? AND begun = 0`)
        .run(oldest, id);
      this.#database
        .statement(
          `INSERT INTO export_series (series, number) SELECT series, number FROM exports WHERE id = ?
           ON CONFLICT (series) DO UPDATE SET number = max(number, excluded.number)`,
        )
        .run(id);
      const row = this.#database.statement(`SELECT * FROM exports WHERE id = ?`).get(id);
      if (row === undefined) throw new Error(`export ${id} is unknown or was confirmed already`);
      return rangeOf(row);
    });
  }

  /** The file is verified under its name: it leaves the outbox, the position moves and its plan says so, all or nothing. */
  confirm(id: number): void {
    this.#database.write(() => {
      this.#database
        .statement(
          `INSERT INTO export_positions (resource, trace, last)
           SELECT resource, trace, last_sample FROM exports WHERE id = ? AND trace IS NOT NULL
           ON CONFLICT (resource, trace) DO UPDATE SET last = excluded.last`,
        )
        .run(id);
      this.#database
        .statement(
          `UPDATE files SET state = 'done', bytes = 0, duration_ms = 0
           WHERE export = ? AND command IN (SELECT id FROM commands WHERE ended_at IS NULL)`,
        )
        .run(id);
      this.giveUp(id);
    });
  }

  /** Forgets an export that cannot be made again. Its position stays. */
  giveUp(id: number): void {
    this.#database.read(() => this.#database.statement(`DELETE FROM exports WHERE id = ?`).run(id));
  }

  /** Forgets a resource that is gone, with its positions. */
  forget(resource: string): void {
    this.#database.write(() => {
      this.#database.statement(`DELETE FROM exports WHERE resource = ?`).run(resource);
      this.#database.statement(`DELETE FROM export_positions WHERE resource = ?`).run(resource);
    });
  }

  /** The first sample of a trace that may have to be sent again: retention leaves it, and those after it. */
  heldFrom(trace: string): number | undefined {
    const row = this.#database.read(() =>
      this.#database
        .statement(`SELECT min(first_sample) AS first FROM exports WHERE trace = ? AND begun = 1`)
        .get(trace),
    );
    return typeof row?.first === "number" ? row.first : undefined;
  }

  #insert(resource: string, { element, samples, series, remote, rendering }: NewExport): Export {
    const number = this.#lastNumber(series) + 1;
    const one = { element, samples, remote: remote(number), rendering };
    const { lastInsertRowid } = this.#database
      .statement(
        `INSERT INTO exports (resource, element, trace, first_sample, last_sample, series, number, remote, rendering)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        resource,
        element,
        samples?.trace ?? null,
        samples?.first ?? null,
        samples?.last ?? null,
        series,
        number,
        one.remote,
        JSON.stringify(rendering),
      );
    return { ...one, id: Number(lastInsertRowid), begun: false };
  }

  /** A number that was planned and never began is on no server: it is given again. */
  #lastNumber(series: string): number {
    const row = this.#database
      .statement(
        `SELECT max(number) AS last FROM (SELECT number FROM export_series WHERE series = ?1
         UNION ALL SELECT number FROM exports WHERE series = ?1)`,
      )
      .get(series);
    return Number(row?.last ?? 0);
  }
}

function exportOf(row: Record<string, SQLOutputValue>): Export {
  return {
    id: Number(row.id),
    element: String(row.element),
    samples: rangeOf(row),
    remote: String(row.remote),
    rendering: JSON.parse(String(row.rendering)),
    begun: row.begun === 1,
  };
}

function rangeOf({ trace, first_sample, last_sample }: Record<string, SQLOutputValue>): SampleRange | undefined {
  if (trace === null) return undefined;
  return { trace: String(trace), first: Number(first_sample), last: Number(last_sample) };
}
