import type { FileResult, PlannedFile, PlanProgress } from "../journal/records.ts";
import type { Progress, Verb } from "./machine.ts";

/** Performs a command. Resolves when every file arrived; raises the first `Failure` otherwise, sockets closed. */
export interface Hands {
  run(job: Job): Promise<void>;
}

/** What a command tells as it goes on, and how it is told to stop. */
export interface Job {
  readonly verb: Verb;
  /** Who asked. */
  readonly cause: string;
  /** Aborts with the `Failure` that says why. Everything is closed within 2 s then. */
  readonly signal: AbortSignal;
  /** What an interrupted command had planned and done before; `undefined` for a new one. */
  readonly before: PlanProgress | undefined;
  /**
   * A turn is on record from here on. `leftOut`: how many entries of what is sent are in no plan, as links and names that
   * are not allowed. Raises `journalUnavailable`.
   */
  plan(files: readonly PlannedFile[], leftOut?: number): void;
  fileEnded(result: FileResult): void;
  /** What was told of ended files is durable when this returns, not a moment later. Raises `journalUnavailable`. */
  makeDurable(): void;
  waiting(on: boolean): void;
  receiving(on: boolean): void;
  /** May be called for every chunk: what is shown is thinned out. */
  moved(progress: Progress): void;
}
