import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Failure } from "../errors.ts";
import type { Value } from "../vars/definition.ts";
import type { RetainedValues } from "../vars/space.ts";

/** How long a level waits for others: one sync for each write would be what limits a master that writes often. */
const WAIT_MS = 200;
/** How long a disk that refused is left alone. */
const RETRY_MS = 5_000;

/**
 * Levels of inputs, kept over restarts. They are durable a moment after they are written: a crash in between brings back
 * the level before, and no level is an edge at start-up.
 */
export class Retained implements RetainedValues {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Value>();
  #cancelTimer: (() => void) | undefined;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  load(path: string): Value | undefined {
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) return waiting;
    const row = this.#database.read(() =>
      this.#database.statement(`SELECT value FROM retained WHERE path = ?`).get(path),
    );
    return row === undefined ? undefined : JSON.parse(String(row.value));
  }

  save(path: string, value: Value): void {
    this.#waiting.set(path, value);
    this.#cancelTimer ??= this.#clock.after(WAIT_MS, () => this.#onTimer());
  }

  close(): void {
    this.#cancelTimer?.();
    this.#flush();
  }

  #onTimer(): void {
    this.#cancelTimer = this.#flush() ? undefined : this.#clock.after(RETRY_MS, () => this.#onTimer());
  }

  /** Answers whether nothing waits any more. */
  #flush(): boolean {
    try {
      this.#database.write(() => {
        for (const [path, value] of this.#waiting) this.#write(path, value);
      });
      this.#waiting.clear();
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  #write(path: string, value: Value): void {
    this.#database
      .statement(
        `INSERT INTO retained (path, value) VALUES (?, ?)
         ON CONFLICT (path) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
      )
      .run(path, JSON.stringify(value));
  }
}
