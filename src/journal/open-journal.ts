import { basename } from "node:path";
import type { Observable } from "rxjs";
import type { Clock } from "../clock.ts";
import { type Database, openDatabase, type SetAside } from "../database/database.ts";
import { ERROR } from "../errors.ts";
import { RenderedFolder } from "../files/rendered-folder.ts";
import type { Store } from "../files/store.ts";
import { Commands } from "./commands.ts";
import type { Wording } from "./csv-day.ts";
import { DayFiles } from "./day-files.ts";
import { EventDays } from "./event-days.ts";
import { Events } from "./events.ts";
import { Exchanges } from "./exchanges.ts";
import { Exports } from "./exports.ts";
import type { Journal } from "./journal.ts";
import { JOURNAL_SHAPE } from "./journal-shape.ts";
import { Plans } from "./plans.ts";
import type {
  CommandRecord,
  CommandResult,
  EventQuery,
  EventRecord,
  EventType,
  FileResult,
  NewEvent,
  PlannedFile,
  PlanProgress,
  Transfer,
  TransferQuery,
  Verb,
} from "./records.ts";
import { ResultBatch } from "./result-batch.ts";
import { Retained } from "./retained.ts";
import { Retention, type RetentionRule } from "./retention.ts";

export interface JournalOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string;
  readonly clock: Clock;
  readonly retention: RetentionRule;
}

/**
 * Opens the journal. Raises `DatabaseInUse` when another process has it, `journalUnavailable` when the disk refuses. A
 * database that is corrupt or newer than this program is set aside, and an event `journalRepaired` tells so.
 */
export function openJournal({ file, clock, retention }: JournalOptions): OpenJournal {
  return new OpenJournal(openDatabase(file, clock, JOURNAL_SHAPE), clock, retention);
}

/** The types of `System.Session`. */
const SESSION_EVENTS: readonly EventType[] = ["loggedIn", "loginRefused", "loggedOut"];

/** The journal as its owner holds it. */
export class OpenJournal implements Journal {
  /** The database that could not be used when the journal was opened. */
  readonly setAside: SetAside | undefined;
  readonly retained: Retained;
  readonly exports: Exports;
  readonly exchanges: Exchanges;
  readonly events$: Observable<EventRecord>;
  readonly #database: Database;
  readonly #events: Events;
  readonly #plans: Plans;
  readonly #results: ResultBatch;
  readonly #commands: Commands;
  readonly #retention: Retention;

  constructor(database: Database, clock: Clock, retention: RetentionRule) {
    this.#database = database;
    this.#events = new Events(database, clock);
    this.#plans = new Plans(database);
    this.#results = new ResultBatch(database, this.#plans, clock);
    this.#commands = new Commands(database, clock, this.#events, this.#plans, this.#results);
    this.#retention = new Retention(database, clock, retention);
    this.retained = new Retained(database, clock);
    this.exports = new Exports(database);
    this.exchanges = new Exchanges(database, clock, this.#events);
    this.events$ = this.#events.events$;
    this.setAside = database.setAside;
    if (database.setAside !== undefined) this.append(repaired(database.setAside));
  }

  /** `easy.JRNL` (all events) or `System.Session` (log-ins and log-outs) as a folder of daily CSV files. */
  csvFolder(of: "events" | "sessions", wording: () => Wording): Store {
    const days = new EventDays(this.#database, of === "sessions" ? SESSION_EVENTS : undefined);
    return new RenderedFolder(new DayFiles(days, wording, this.events$));
  }

  accept(command: { resource: string; verb: Verb; cause: string }): CommandRecord {
    return this.#commands.accept(command);
  }

  plan(command: number, files: readonly PlannedFile[], leftOut = 0): void {
    this.#plans.record(command, files, leftOut);
  }

  progress(command: number): PlanProgress | undefined {
    this.#results.flush();
    return this.#plans.progress(command);
  }

  fileEnded(command: number, result: FileResult): void {
    this.#results.add(command, result);
  }

  flush(): void {
    this.#results.writeWith(() => undefined);
  }

  conclude(command: number, result: CommandResult, event: NewEvent | undefined): void {
    this.#commands.conclude(command, result, event);
  }

  takeUnfinished(): readonly CommandRecord[] {
    return this.#commands.takeUnfinished();
  }

  append(event: NewEvent): EventRecord {
    return this.#events.append(event);
  }

  events(query: EventQuery): readonly EventRecord[] {
    return this.#events.query(query);
  }

  acknowledge(id: number, by: string): EventRecord | undefined {
    return this.#events.acknowledge(id, by);
  }

  acknowledgeAll(ids: readonly number[], by: string): readonly EventRecord[] {
    return this.#events.acknowledgeAll(ids, by);
  }

  transfers(query: TransferQuery): readonly Transfer[] {
    return this.#commands.transfers(query);
  }

  prune(): void {
    this.#retention.prune();
  }

  close(): void {
    this.#retention.stop();
    this.#results.close();
    this.retained.close();
    this.#events.close();
    this.#database.close();
  }
}

function repaired({ reason, file }: SetAside): NewEvent {
  return {
    type: "journalRepaired",
    severity: "error",
    resource: "",
    origin: "device",
    parameters: { reason, file: basename(file) },
    error: ERROR.media,
  };
}
