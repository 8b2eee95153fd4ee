import type { Observable } from "rxjs";
import type { Exchanges } from "./exchanges.ts";
import type { Exports } from "./exports.ts";
import type {
  CommandRecord,
  CommandResult,
  EventQuery,
  EventRecord,
  FileResult,
  NewEvent,
  PlannedFile,
  PlanProgress,
  Transfer,
  TransferQuery,
  Verb,
} from "./records.ts";

/**
 * The durable memory of the controller: events, accepted commands and transfer records, in one SQLite database
 * (WAL, synchronous FULL). A method that writes has made its record durable when it returns, unless it says otherwise;
 * it raises the failure `journalUnavailable` when the database cannot take it.
 */
export interface Journal {
  /** Records an accepted command. */
  accept(command: { resource: string; verb: Verb; cause: string }): CommandRecord;
  /** Records the plan of a command, once: what it will send, in order, and how many entries it leaves out. */
  plan(command: number, files: readonly PlannedFile[], leftOut?: number): void;
  /** The plan and what became of each file so far; `undefined` when the command never planned. */
  progress(command: number): PlanProgress | undefined;
  /**
   * Records the end of one file. Durable within 50 ms: results are written together, because one sync per small file
   * would cost more than the transfer. A crash in between sends the file again, which changes nothing on the server.
   */
  fileEnded(command: number, result: FileResult): void;
  /** Makes the results that wait durable now. */
  flush(): void;
  /** Records the end of a command, with its files so far and its event when there is one, in one transaction. */
  conclude(command: number, result: CommandResult, event: NewEvent | undefined): void;
  /** At start-up, once: the commands under way when the process ended, each with `startUps` counted up and durable. */
  takeUnfinished(): readonly CommandRecord[];

  append(event: NewEvent): EventRecord;
  /** Newest first. */
  events(query: EventQuery): readonly EventRecord[];
  /** Answers the event, or `undefined` when there is none. A second acknowledgement keeps the first. */
  acknowledge(id: number, by: string): EventRecord | undefined;
  /** Several at once, in one transaction; answers those that there are. */
  acknowledgeAll(ids: readonly number[], by: string): readonly EventRecord[];
  /** New events, and events again when they are acknowledged, after they are durable. */
  readonly events$: Observable<EventRecord>;
  /** Commands with their files, newest first. */
  transfers(query: TransferQuery): readonly Transfer[];

  /** Files that Sets make of variables, until the server has them. */
  readonly exports: Exports;
  /** Files on their way over a server, each in its state, and the ledger of those that arrived. */
  readonly exchanges: Exchanges;

  /** Levels of inputs, for `vars`. Unlike the rest they are durable a moment after `save` returns. */
  readonly retained: {
    load(path: string): boolean | number | string | undefined;
    save(path: string, value: boolean | number | string): void;
  };
  /**
   * Deletes what retention no longer keeps: by age, and by size of the database. Never an unacknowledged event younger
   * than the age. Goes on in short steps after it returned; what the disk refuses is left to the next call.
   */
  prune(): void;
  close(): void;
}
