import { chmodSync, closeSync, existsSync, openSync, renameSync, statSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { migrate, type Shape, versionOf } from "./shape.ts";
import { asJournalFailure, isCorrupt, isLocked } from "./sqlite-error.ts";

/** A database that could not be used and was kept under another name; a fresh one took its place. */
export interface SetAside {
  readonly reason: "corrupt" | "newer";
  /** Where it is now. */
  readonly file: string;
}

/** Raised when another process runs on the same data folder. */
export class DatabaseInUse extends Error {
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(`${file} is in use: another controller runs on this data folder`, { cause });
    this.name = "DatabaseInUse";
    this.file = file;
  }
}

/**
 * The one connection to a database file, which nobody else can open meanwhile. A `write` is durable when it returns.
 * Whatever the disk does wrong is raised as `journalUnavailable`.
 */
export class Database {
  readonly setAside: SetAside | undefined;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync, setAside?: SetAside) {
    this.#connection = connection;
    this.setAside = setAside;
  }

  /** The statement, prepared once: use it inside `read` or `write`. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The number a pragma answers. */
  pragma(name: string): number {
    return Number(Object.values(this.statement(`PRAGMA ${name}`).get() ?? {})[0]);
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asJournalFailure(error);
    }
  }

  /** One transaction: all that `work` writes, or nothing of it. */
  write<T>(work: () => T): T {
    return this.read(() => {
      this.#connection.exec("BEGIN IMMEDIATE");
      try {
        const answer = work();
        this.#connection.exec("COMMIT");
        return answer;
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
        throw error;
      }
    });
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }
}

/**
 * Opens or makes the database, readable by its owner only. One that is corrupt, or that a newer program wrote, is set
 * aside under a new name and never deleted. Raises `DatabaseInUse`, or `journalUnavailable` when the disk refuses.
 */
export function openDatabase(file: string, clock: Clock, shape: Shape): Database {
  try {
    return openOrReplace(file, clock, shape);
  } catch (error) {
    throw isLocked(error) ? new DatabaseInUse(file, error) : asJournalFailure(error);
  }
}

function openOrReplace(file: string, clock: Clock, shape: Shape): Database {
  try {
    return new Database(connect(file, shape));
  } catch (error) {
    const reason = error instanceof Unusable ? error.reason : isCorrupt(error) ? "corrupt" : undefined;
    if (reason === undefined) throw error;
    const setAside = moveAside(file, reason, clock);
    return new Database(connect(file, shape), setAside);
  }
}

class Unusable extends Error {
  readonly reason: SetAside["reason"];
  constructor(reason: SetAside["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

const MEMORY = ":memory:";

function connect(file: string, shape: Shape): DatabaseSync {
  if (file !== MEMORY) protect(file);
  const connection = new DatabaseSync(file);
  try {
    // The lock comes first: until it is held, another process may be writing what is read here. In this mode WAL
    // needs no shared memory file.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Only takes effect before the first page; on a database that has some it would write needlessly.
    if (isEmpty(connection)) connection.exec("PRAGMA auto_vacuum = INCREMENTAL");
    connection.exec("PRAGMA journal_mode = WAL");
    connection.exec("BEGIN IMMEDIATE; COMMIT");
    connection.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
    connection.exec(`PRAGMA journal_size_limit = ${8 * 1024 * 1024}`);
    if (versionOf(connection) > shape.steps.length) throw new Unusable("newer", `version ${versionOf(connection)}`);
    check(connection, file, shape);
    migrate(connection, shape);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function isEmpty(connection: DatabaseSync): boolean {
  return connection.prepare("PRAGMA page_count").get()?.page_count === 0;
}

/** Must not open a file that exists: closing it again would drop the locks this process holds on it. */
function protect(file: string): void {
  if (existsSync(file)) chmodSync(file, 0o600);
  else closeSync(openSync(file, "a", 0o600));
}

/** A whole check reads every page: 0.2 s for this size from memory, a few seconds from slow flash. */
const WHOLE_CHECK_BYTES = 64 * 1024 * 1024;

/** Larger files are mostly old records: there only what the controller needs to go on is checked. */
function check(connection: DatabaseSync, file: string, { essential }: Shape): void {
  const whole = file === MEMORY || statSync(file).size <= WHOLE_CHECK_BYTES;
  for (const part of whole ? ["1"] : essential) {
    const verdict = connection.prepare(`PRAGMA quick_check(${part})`).get()?.quick_check;
    if (verdict !== "ok") throw new Unusable("corrupt", String(verdict));
  }
}

function moveAside(file: string, reason: SetAside["reason"], clock: Clock): SetAside {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  let aside = `${file}.${reason}-${stamp}`;
  for (let again = 2; existsSync(aside); again += 1) aside = `${file}.${reason}-${stamp}-${again}`;
  renameSync(file, aside);
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  return { reason, file: aside };
}
