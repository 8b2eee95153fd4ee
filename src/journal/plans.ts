import type { SQLOutputValue } from "node:sqlite";
import type { Database } from "../database/database.ts";
import type { FileResult, PlannedFile, PlanProgress } from "./records.ts";

/** A file of a plan, with what became of it. */
type FileProgress = PlanProgress["files"][number];

/** The files of commands: what each will send, in order, and what became of every file. */
export class Plans {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One transaction, however many files. A command plans once. */
  record(command: number, files: readonly PlannedFile[], leftOut: number): void {
    this.#database.write(() => {
      const planned = this.#database
        .statement(`UPDATE commands SET planned = 1, left_out = ? WHERE id = ? AND planned = 0`)
        .run(leftOut, command);
      if (planned.changes === 0) throw new Error(`command ${command} is unknown or has its plan already`);
      const insert = this.#database.statement(
        `INSERT INTO files (command, position, path, size, modified, export) VALUES (?, ?, ?, ?, ?, ?)`,
      );
      for (const file of files) {
        insert.run(command, file.index, file.path, file.size, file.modified, file.export ?? null);
      }
    });
  }

  /** `undefined` when the command never planned. */
  progress(command: number): PlanProgress | undefined {
    return this.#database.read(() => {
      const row = this.#database.statement(`SELECT planned FROM commands WHERE id = ?`).get(command);
      if (row?.planned !== 1) return undefined;
      const files = this.#database.statement(`SELECT * FROM files WHERE command = ? ORDER BY position`).all(command);
      return { files: files.map(fileOf) };
    });
  }

  /** Some files of a command, those that failed first. Part of a read of the caller. */
  some(command: number, limit: number): readonly FileProgress[] {
    const failed = this.#database
      .statement(`SELECT * FROM files WHERE command = ? AND state = 'failed' ORDER BY position LIMIT ?`)
      .all(command, limit);
    const others = this.#database
      .statement(`SELECT * FROM files WHERE command = ? AND state IS NOT 'failed' ORDER BY position LIMIT ?`)
      .all(command, limit - failed.length);
    return [...failed, ...others].map(fileOf);
  }

  /** Part of a transaction of the caller. */
  writeResult(command: number, result: FileResult): void {
    this.#database
      .statement(
        `UPDATE files SET state = ?, bytes = ?, duration_ms = ?, failure = ?, reply = ? WHERE command = ? AND position = ?`,
      )
      .run(
        result.state,
        result.bytes,
        result.durationMs,
        result.failure ?? null,
        result.reply ?? null,
        command,
        result.index,
      );
  }
}

function fileOf(row: Record<string, SQLOutputValue>): FileProgress {
  return {
    index: row.position,
    path: row.path,
    size: row.size,
    modified: row.modified,
    ...(row.export === null ? {} : { export: row.export }),
    result: row.state === null ? undefined : resultOf(row),
  } as FileProgress;
}

function resultOf(row: Record<string, SQLOutputValue>): FileResult {
  return {
    index: row.position,
    state: row.state,
    bytes: row.bytes,
    durationMs: row.duration_ms,
    failure: row.failure ?? undefined,
    reply: row.reply ?? undefined,
  } as FileResult;
}
