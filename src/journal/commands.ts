import type { SQLOutputValue } from "node:sqlite";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Events } from "./events.ts";
import type { Plans } from "./plans.ts";
import type { CommandRecord, CommandResult, NewEvent, Transfer, TransferQuery, Verb } from "./records.ts";
import type { ResultBatch } from "./result-batch.ts";
import { bounded, Where } from "./where.ts";

/** The accepted commands, from acceptance to their end. */
export class Commands {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #events: Events;
  readonly #plans: Plans;
  readonly #results: ResultBatch;

  constructor(database: Database, clock: Clock, events: Events, plans: Plans, results: ResultBatch) {
    this.#database = database;
    this.#clock = clock;
    this.#events = events;
    this.#plans = plans;
    this.#results = results;
  }

  accept(command: { resource: string; verb: Verb; cause: string }): CommandRecord {
    const acceptedAt = this.#clock.now();
    const { lastInsertRowid } = this.#database.write(() =>
      this.#database
        .statement(`INSERT INTO commands (resource, verb, cause, accepted_at) VALUES (?, ?, ?, ?)`)
        .run(command.resource, command.verb, command.cause, acceptedAt),
    );
    return { ...command, id: Number(lastInsertRowid), acceptedAt, startUps: 0 };
  }

  /** The end, the results that still wait and the event: all durable together, or nothing. A command ends once. */
  conclude(command: number, result: CommandResult, event: NewEvent | undefined): void {
    const record = this.#results.writeWith(() => {
      this.#end(command, result);
      return event && this.#events.insert(event);
    });
    if (record !== undefined) this.#events.tell(record);
  }

  takeUnfinished(): readonly CommandRecord[] {
    return this.#database.write(() => {
      this.#database.statement(`UPDATE commands SET start_ups = start_ups + 1 WHERE ended_at IS NULL`).run();
      return this.#database.statement(`SELECT * FROM commands WHERE ended_at IS NULL ORDER BY id`).all().map(commandOf);
    });
  }

  transfers(query: TransferQuery): readonly Transfer[] {
    this.#results.flush();
    const where = new Where()
      .and("id < ?", query.before)
      .and("resource = ?", query.resource)
      .and("accepted_at >= ?", query.from)
      .and("accepted_at <= ?", query.to)
      .and("error = ?", query.error);
    const files = bounded(query.files, 1000, 10_000, 0);
    return this.#database.read(() =>
      this.#database
        .statement(`SELECT * FROM commands ${where.sql} ORDER BY id DESC LIMIT ?`)
        .all(...where.values, bounded(query.limit, 20, files === 0 ? 1000 : 200))
        .map((row) => ({
          command: commandOf(row),
          result: row.ended_at === null ? undefined : resultOf(row),
          endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
          files: files === 0 ? [] : this.#plans.some(Number(row.id), files),
        })),
    );
  }

  #end(command: number, result: CommandResult): void {
    const { changes } = this.#database
      .statement(
        `UPDATE commands SET ended_at = ?, error = ?, failure = ?, subject = ?, reply = ?, files_total = ?,
           files_done = ?, bytes_total = ?, bytes_done = ?, duration_ms = ? WHERE id = ? AND ended_at IS NULL`,
      )
      .run(
        this.#clock.now(),
        result.error,
        result.failure ?? null,
        result.subject ?? null,
        result.reply ?? null,
        result.filesTotal,
        result.filesDone,
        result.bytesTotal,
        result.bytesDone,
        result.durationMs,
        command,
      );
    if (changes === 0) throw new Error(`command ${command} is unknown or has ended already`);
  }
}

function commandOf(row: Record<string, SQLOutputValue>): CommandRecord {
  return {
    id: row.id,
    resource: row.resource,
    verb: row.verb,
    cause: row.cause,
    acceptedAt: row.accepted_at,
    startUps: row.start_ups,
    ...(row.left_out === 0 ? {} : { leftOut: row.left_out }),
  } as CommandRecord;
}

function resultOf(row: Record<string, SQLOutputValue>): CommandResult {
  return {
    error: row.error,
    failure: row.failure ?? undefined,
    subject: row.subject ?? undefined,
    reply: row.reply ?? undefined,
    filesTotal: row.files_total,
    filesDone: row.files_done,
    bytesTotal: row.bytes_total,
    bytesDone: row.bytes_done,
    durationMs: row.duration_ms,
  } as CommandResult;
}
