import { chmodSync, closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Account } from "./accounts.ts";

/** An account with its password, hashed. */
export interface StoredAccount extends Account {
  readonly password: string;
}

type Row = Record<string, SQLInputValue>;

/**
 * Sessions and tokens are found by the SHA-256 of what their owner holds, and go with their account; sessions also when
 * its password or level changes, whoever changes it.
 */
const TABLES = `
  CREATE TABLE account (
    name TEXT PRIMARY KEY,
    level TEXT NOT NULL CHECK (level IN ('guest', 'operator', 'installer', 'administrator')),
    password TEXT NOT NULL
  ) STRICT;
  CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    opened INTEGER NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    issued INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER account_changed AFTER UPDATE ON account
    WHEN old.password <> new.password OR old.level <> new.level
    BEGIN DELETE FROM session WHERE account = new.name; END;
  PRAGMA user_version = 1;
`;

/** The accounts' file (SQLite, mode 0600), durable when a change returns. */
export class AccountDatabase {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
    this.#connection = new DatabaseSync(file);
    this.#connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    const version = this.get("PRAGMA user_version")?.user_version;
    if (version === 0) this.#connection.exec(`BEGIN; ${TABLES} COMMIT`);
    else if (version !== 1) throw new Error(`${file} was written by a newer version`);
  }

  find(name: string): StoredAccount | undefined {
    const row = this.get("SELECT name, level, password FROM account WHERE name = ?", name);
    return row as unknown as StoredAccount | undefined;
  }

  list(): readonly Account[] {
    const rows = this.#prepared("SELECT name, level FROM account ORDER BY name").all() as unknown as Account[];
    return rows.map(({ name, level }) => ({ name, level }));
  }

  save({ name, level, password }: StoredAccount): void {
    this.run(
      `INSERT INTO account (name, level, password) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET level = excluded.level, password = excluded.password`,
      name,
      level,
      password,
    );
  }

  remove(name: string): void {
    this.run("DELETE FROM account WHERE name = ?", name);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
