import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Failure } from "../errors.ts";
import type { Plans } from "./plans.ts";
import type { FileResult } from "./records.ts";

/** How long a result waits for company; with the write itself it is durable within 50 ms. */
const WAIT_MS = 40;
/** How long a disk that refused is left alone. */
const RETRY_MS = 1000;
/** How many results may wait while the disk refuses; the next one then raises. */
const MAX_WAITING = 10_000;

/** Results of files on their way to the database, written together. None is forgotten before it is durable. */
export class ResultBatch {
  readonly #database: Database;
  readonly #plans: Plans;
  readonly #clock: Clock;
  #waiting: { readonly command: number; readonly result: FileResult }[] = [];
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(database: Database, plans: Plans, clock: Clock) {
    this.#database = database;
    this.#plans = plans;
    this.#clock = clock;
  }

  /** Raises `journalUnavailable`, and does not take the result, when too many wait already and cannot be written. */
  add(command: number, result: FileResult): void {
    if (this.#closed) throw new Failure("journalUnavailable");
    if (this.#waiting.length >= MAX_WAITING) this.writeWith(() => undefined);
    this.#waiting.push({ command, result });
    this.#cancelTimer ??= this.#clock.after(WAIT_MS, () => this.#onTimer());
  }

  /** Runs `work` in one transaction with the results that wait. */
  writeWith<T>(work: () => T): T {
    const answer = this.#database.write(() => {
      for (const { command, result } of this.#waiting) this.#plans.writeResult(command, result);
      return work();
    });
    this.#waiting = [];
    this.#stopTimer();
    return answer;
  }

  /** Answers whether nothing waits any more: a disk that refuses now is asked again later. */
  flush(): boolean {
    try {
      if (this.#waiting.length > 0) this.writeWith(() => undefined);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  /** Results the disk refuses to the last are lost: their files are sent again, which changes nothing on the server. */
  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.flush();
    this.#waiting = [];
  }

  #onTimer(): void {
    this.#cancelTimer = undefined;
    if (!this.flush()) this.#cancelTimer = this.#clock.after(RETRY_MS, () => this.#onTimer());
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
