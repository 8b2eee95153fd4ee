import type { ErrorCode, FailureName } from "../errors.ts";

/** What a resource was asked to do. */
export type Verb = "send" | "refresh" | "poll";

export interface NewCommand {
  readonly resource: string;
  readonly verb: Verb;
  /** Who asked: `http:admin`, `link:R00010`, `schedule`; `turn` when nobody did. */
  readonly cause: string;
}

/** A command that was accepted: durable before anything shows it. */
export interface CommandRecord extends NewCommand {
  readonly id: number;
  /** Milliseconds since 1970 UTC. */
  readonly acceptedAt: number;
  /** At how many start-ups it was under way. */
  readonly startUps: number;
  /** How many entries of what it sends are in no plan: links, names that are not allowed. Missing when there are none. */
  readonly leftOut?: number;
}

/** A file of a command's plan. `index` counts from 0 in the order of sending. */
export interface PlannedFile {
  readonly index: number;
  /** Path below the command's local folder, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** Its row of the outbox, when it is an export. */
  readonly export?: number;
}

export interface FileResult {
  readonly index: number;
  /** `skipped`: a Refresh that found the file up to date, or absent on the server. */
  readonly state: "done" | "failed" | "skipped";
  readonly bytes: number;
  readonly durationMs: number;
  readonly failure: FailureName | undefined;
  /** The FTP reply that decided, secrets removed. */
  readonly reply: string | undefined;
}

export interface PlanProgress {
  readonly files: readonly (PlannedFile & { readonly result: FileResult | undefined })[];
}

/** How a command ended. */
export interface CommandResult {
  readonly error: ErrorCode;
  readonly failure: FailureName | undefined;
  /** What the failure concerns: a file, a folder, an address. */
  readonly subject: string | undefined;
  readonly reply: string | undefined;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly durationMs: number;
}

/** A line of the journal, in codes; `i18n/` has the text `event.<type>` with these parameters. */
export interface NewEvent {
  readonly type: EventType;
  readonly severity: "info" | "warning" | "error";
  /** The resource or part concerned, or "" for the device. */
  readonly resource: string;
  /** Who caused it. */
  readonly origin: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly error: ErrorCode | undefined;
}

/** What happened, with the parameters its text uses. A parameter that may be missing has a `?`. */
export type EventType =
  // verb, files, bytes, seconds, leftOut?
  | "commandSucceeded"
  // verb, files, error, failure, subject?, reply?, leftOut?
  | "commandFailed"
  | "commandStopped"
  // verb
  | "commandResumed"
  // verb, startUps
  | "commandDiscarded"
  | "commandSetAside"
  // path (on the server), bytes
  | "catalogLoaded"
  | "reportSent"
  | "requestTaken"
  // path
  | "catalogWaits"
  | "reportWaits"
  | "notAcknowledged"
  | "requestUnreadable"
  // failure, subject?
  | "reportUnreadable"
  // failure
  | "serverAway"
  | "serverBack"
  // error
  | "faultRaised"
  | "faultCleared"
  // version
  | "deviceStarted"
  | "deviceStopped"
  // item
  | "configurationChanged"
  // reason (`corrupt` or `newer`), file
  | "journalRepaired"
  | "samplesRepaired"
  // path, bytes
  | "fileChanged"
  // path
  | "fileRemoved"
  // account, from (an address)
  | "loggedIn"
  | "loginRefused"
  // account
  | "accountChanged"
  | "accountRemoved"
  | "loggedOut";

export interface EventRecord extends NewEvent {
  /** Counts up without gaps; the order of events, whatever the clock does. */
  readonly id: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly acknowledgedAt: number | undefined;
  readonly acknowledgedBy: string | undefined;
}

export interface EventQuery {
  readonly resource?: string;
  readonly type?: EventType;
  readonly severity?: NewEvent["severity"];
  /** Milliseconds since 1970 UTC, inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Only those not acknowledged. */
  readonly pending?: boolean;
  /** Only ids below this one. */
  readonly before?: number;
  /** 1 to 1000, default 100. */
  readonly limit?: number;
}

export interface Transfer {
  readonly command: CommandRecord;
  /** Missing while the command runs. */
  readonly result: CommandResult | undefined;
  readonly endedAt: number | undefined;
  readonly files: readonly (PlannedFile & { readonly result: FileResult | undefined })[];
}

export interface TransferQuery {
  readonly resource?: string;
  /** When they were accepted: milliseconds since 1970 UTC, inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Only those that ended with this `Error`. */
  readonly error?: number;
  readonly before?: number;
  /** 1 to 200, without files to 1000; default 20. */
  readonly limit?: number;
  /** How many files of each command to give, 0 to 10,000, default 1000; the failed ones come first. */
  readonly files?: number;
}
