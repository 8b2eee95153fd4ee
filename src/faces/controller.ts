import type { Accounts } from "../accounts/accounts.ts";
import type { Clock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import type { DeviceTree } from "../files/tree.ts";
import type { Extent, Trend, TrendQuery } from "../history/trends.ts";
import type { Journal } from "../journal/journal.ts";
import type { LogLines } from "../log-lines.ts";
import type { Timing } from "../timing/timing.ts";
import type { Space } from "../vars/space.ts";

/** One step of a connection test, told as it ends. */
export interface ProbeStep {
  readonly step: "connect" | "greeting" | "tls" | "login" | "folder" | "write" | "rename" | "delete";
  readonly ok: boolean;
  /** The failure's name when it is not ok; the steps after it are not tried. */
  readonly failure: string | undefined;
  readonly reply: string | undefined;
  readonly durationMs: number;
}

/** A trace of a resource, and how much there is of it. */
export interface RecordedTrace extends Extent {
  /** Of its folder: `easy.RESS.R00010.FNCT.F0001`. */
  readonly path: string;
  readonly resource: string;
  readonly function: string;
  readonly label: string;
  readonly unit: string;
  readonly type: "digital" | "analog" | "text";
}

/** As whom to log in to an FTP server: as given, or as a resource of the connection does. */
export type LoginGiven = { readonly user: string; readonly password: string } | { readonly resource: string };

/** An entry of a folder of an FTP server. `size` and `modified` are missing when the server does not say. */
export interface RemoteEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
  readonly size: number | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number | undefined;
}

/** One part of the device, and whether it is well. */
export interface PartHealth {
  /** `journal`, `disk`, `configuration`, `samples`, `ftpServer`, or `connection:LAN01`. */
  readonly part: string;
  readonly ok: boolean;
  /** A failure, or a number, that says more. */
  readonly detail?: string;
}

/** How the device is, as a whole. */
export interface SystemFacts {
  /** Where it is, in names of files. */
  readonly site: string;
  readonly language: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  databases(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Of the disk with the data folder. */
  disk(): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** FTP sessions that are open. */
  sessions(): number;
  health(): Promise<readonly PartHealth[]>;
}

/** What a face may use of the device. Every face shows this same controller; none knows a resource kind. */
export interface Controller {
  readonly clock: Clock;
  readonly space: Space;
  readonly journal: Journal;
  readonly tree: DeviceTree;
  readonly configuration: Configuration;
  readonly accounts: Accounts;
  readonly timing: Pick<Timing, "of">;
  readonly version: string;
  readonly system: SystemFacts;
  /** What the log of the process said last. */
  readonly logLines: LogLines;
  /** True once everything serves; false again while stopping. */
  readonly ready: boolean;
  traces(): readonly RecordedTrace[];
  /** How a trace went, by its path; `undefined` when there is none. Raises the reason of `signal`. */
  trend(
    path: string,
    query: Omit<TrendQuery, "isText">,
    signal: AbortSignal,
  ): Promise<{ readonly trace: Omit<RecordedTrace, keyof Extent>; readonly trend: Trend } | undefined>;
  /** When a schedule pulses an input (`R00001.Send`) next, milliseconds since 1970 UTC. */
  nextRun(input: string): number | undefined;
  /**
   * The entries of a folder of a connection's server, over a session of the connection. Raises a `Failure` of the
   * connection room, and the reason of `signal`.
   */
  browse(connection: string, login: LoginGiven, folder: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /** Walks a connection with a log-in, step by step. The steps come in order, the failing one last. */
  probe(connection: string, login: LoginGiven, folder: string, signal: AbortSignal): AsyncIterable<ProbeStep>;
}
