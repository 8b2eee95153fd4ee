import type { Source } from "../files/store.ts";
import type { ConnectionConfig } from "./schema.ts";

/** Who logs in, and how this resource wants the dialogue led. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** PASV/EPSV when true, PORT/EPRT when false. */
  readonly passive: boolean;
  /** The "delay after a command": limit of the wait for each reply, for the greeting, and of data inactivity. */
  readonly replyDelayMs: number;
}

/** A line of the control connection: decoded, bounded, in one line, secrets removed. */
export interface DialogueLine {
  /** Tells the sessions of the process apart. */
  readonly session: number;
  readonly direction: "sent" | "received";
  readonly text: string;
}

/** Hears a dialogue as it is led. It is told of every line, and must be quick. */
export type OnLine = (line: DialogueLine) => void;

/** How a session is opened: every one of its waits ends with `signal`, within one tick. `hear` is told of its lines. */
export type OpenSession = (
  config: ConnectionConfig,
  login: Login,
  signal: AbortSignal,
  hear?: OnLine,
) => Promise<Session>;

/** A remote entry of a listing. `size` and `modified` are missing when the server does not say. */
export interface RemoteEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
  readonly size: number | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number | undefined;
  /** False when the time comes from LIST, which knows minutes at best and no time zone: ask `modified` then. */
  readonly exactTime: boolean;
}

/** Where received bytes go. `write` may keep the buffer only until its promise settles. */
export interface Sink {
  write(chunk: Uint8Array): Promise<void>;
}

export interface Delivery {
  readonly source: Source;
  readonly part: string | undefined;
  readonly target: string;
  /** Another delivery follows at once. */
  readonly more: boolean;
}

/** Told as bytes move; throttling is the listener's business. */
export type OnBytes = (bytes: number) => void;

/**
 * One open FTP dialogue, guarded: exact reply codes, bounded replies, absolute deadlines. All paths are absolute or
 * relative to the login folder, with `/`. Every method raises `Failure`, with the deciding reply, secrets removed.
 *
 * After a failure that leaves the dialogue in doubt the session is closed (`usable` is false) and every further call
 * fails with the first reason. A refusal (4xx/5xx in its place) leaves it usable. Not for concurrent calls.
 */
export interface Session {
  readonly usable: boolean;
  /** Lower-case feature names of FEAT (`mlst`, `size`, `mdtm`, `utf8`, …). */
  readonly features: ReadonlySet<string>;
  /**
   * From now on every wait of this session ends in one tick with `signal`, raising its reason, and its lines are `hear`'s.
   * One command at a time.
   */
  attach(signal: AbortSignal, hear?: OnLine): void;
  /** The last reply line received, secrets removed, for the transfer record. */
  readonly lastReply: string;
  /** Bytes (SIZE, RFC 3659 §4), or `undefined` when the file is not there. */
  size(path: string): Promise<number | undefined>;
  /** Milliseconds UTC (MDTM, RFC 3659 §3), or `undefined` when the server does not know. */
  modified(path: string): Promise<number | undefined>;
  /** SIZE and MDTM, asked together: both are of one moment of the server's, as nearly as FTP can tell. As `size` raises. */
  look(path: string): Promise<{ readonly size: number; readonly modified: number | undefined } | undefined>;
  /** A folder's entries (MLSD, else LIST), bounded. Raises `remoteRefused` when the folder is missing (CWD is asked first). */
  list(folder: string): Promise<readonly RemoteEntry[]>;
  /** Makes the folder and those above it that are missing; `onMade` is told of each, from above. */
  makeFolders(folder: string, onMade?: (folder: string) => void): Promise<void>;
  /** RMD, from the log-in folder. Raises `remoteRefused` when it is not empty, or not there. */
  removeFolder(folder: string): Promise<void>;
  /**
   * Sends the source and makes it appear whole: STOR under `part`, SIZE, RNFR/RNTO over `target`. Commands that do not
   * depend on each other travel together, and with `more` the next data connection is opened ahead. Raises `sizeMismatch`
   * without renaming when the remote size is not the source's. Where a rename over an existing file is refused, the old
   * one is removed just before and the rename tried once more. Without `part` the file goes straight to `target`.
   * The caller closes the source.
   */
  deliver(delivery: Delivery, onBytes?: OnBytes): Promise<void>;
  /** RETR into `sink`; answers how many bytes came. Stops with `sizeMismatch` beyond `limit` bytes. */
  retrieve(path: string, sink: Sink, limit: number, onBytes?: OnBytes): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  /** DELE; answers false when the file is not there any more. */
  remove(path: string): Promise<boolean>;
  /** NOOP: whether the session still lives. */
  ping(): Promise<boolean>;
  /**
   * Interrupts whatever runs: ABOR where it makes sense, then, while `grace` has not run out, removes `part` when given.
   * Ends with all sockets closed. Never raises.
   */
  abandon(part: string | undefined, graceMs: number): Promise<void>;
  /** QUIT without waiting, sockets destroyed at once. Idempotent. */
  close(): void;
}
