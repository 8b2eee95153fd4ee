import type { Value } from "../vars/definition.ts";
import type { RetainedValues } from "../vars/space.ts";
import type { Database } from "./database.ts";

/** Levels of inputs, kept over restarts. Saving the value that is kept already costs no write. */
export class Retained implements RetainedValues {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load(path: string): Value | undefined {
    const row = this.#database.read(() =>
      this.#database.statement(`SELECT value FROM retained WHERE path = ?`).get(path),
    );
    return row === undefined ? undefined : JSON.parse(String(row.value));
  }

  save(path: string, value: Value): void {
    this.#database.write(() =>
      this.#database
        .statement(
          `INSERT INTO retained (path, value) VALUES (?, ?)
           ON CONFLICT (path) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
        )
        .run(path, JSON.stringify(value)),
    );
  }
}
