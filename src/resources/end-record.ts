import type { Clock } from "../clock.ts";
import { Failure } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";

export interface EndRecordParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: (message: string, error: unknown) => void;
}

/** How long a disk that refused is left alone. */
const RETRY_MS = 5_000;

/**
 * The end of a resource's last command on its way to the journal. What the journal cannot take now is tried again, and
 * no further command is recorded before it: a command whose end never gets there is done once more after a restart.
 */
export class EndRecord {
  readonly #resource: string;
  readonly #parts: EndRecordParts;
  #waiting: ((journal: Journal) => void) | undefined;
  #cancelRetry: () => void = () => {};

  constructor(resource: string, parts: EndRecordParts) {
    this.#resource = resource;
    this.#parts = parts;
  }

  write(end: (journal: Journal) => void): void {
    this.#waiting = end;
    this.#try();
  }

  /** Raises `journalUnavailable` when the journal still does not take it. */
  flush(): void {
    this.#waiting?.(this.#parts.journal);
    this.#waiting = undefined;
    this.#cancelRetry();
  }

  /** Tries for the last time. */
  stop(): void {
    this.#try();
    this.#cancelRetry();
  }

  #try(): void {
    try {
      this.flush();
    } catch (error) {
      this.#parts.log(`${this.#resource}: the end of a command could not be recorded`, error);
      this.#cancelRetry();
      if (error instanceof Failure) this.#cancelRetry = this.#parts.clock.after(RETRY_MS, () => this.#try());
      else this.#waiting = undefined;
    }
  }
}
