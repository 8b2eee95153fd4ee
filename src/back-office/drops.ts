import { dirname } from "node:path/posix";
import type { Clock } from "../clock.ts";
import type { Session } from "../connection/session.ts";
import { bytesSource, sha256Of } from "./bytes-source.ts";
import { breach, type DropKind, type FileFigures, type LedgerLine, type Tell } from "./happening.ts";

export interface DropOptions {
  readonly kind: DropKind;
  /** Where, on the server. */
  readonly remote: string;
  /** What the file with this number holds: the same each time it is asked for. */
  readonly content: (number: number) => Promise<Uint8Array>;
  /** A flag on the server that says when the file may be read: beside it once it is whole, or only while it is not. */
  readonly marker: { readonly path: string; readonly when: "whole" | "unfinished" } | undefined;
  /** One each so many milliseconds; 0: only when told to. */
  readonly everyMs: number;
  /** No more than so many. */
  readonly count: number;
  /** The till must have taken the file so many milliseconds after it was dropped. */
  readonly limitMs: number;
  /** Replaces a file that the till has not taken yet. That breaks the protocol, and is said. */
  readonly overwrite: boolean;
}

/** A file that waits on the server for the till. */
interface Pending {
  readonly number: number;
  readonly remote: string;
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
  readonly bytes: number;
  /** As the server has it; `undefined` when it does not tell. */
  readonly modified: number | undefined;
  readonly late: boolean;
}

/**
 * Files of one kind, dropped one after the other: each appears whole under its name, and the next comes when the till
 * has taken the one before. Goes on after a restart where the ledger says that it was.
 */
export class Drops {
  readonly #options: DropOptions;
  readonly #tell: Tell;
  readonly #clock: Clock;
  #number: number;
  #pending: Pending | undefined;
  /** A drop that a restart interrupted: nobody knows whether the file is there. */
  #doubtful: number | undefined;
  #nextAt: number;
  #wanted = 0;

  constructor(options: DropOptions, history: readonly LedgerLine[], tell: Tell, clock: Clock) {
    this.#options = options;
    this.#tell = tell;
    this.#clock = clock;
    this.#nextAt = clock.monotonic();
    const past = read(options.kind, history);
    this.#number = past.number;
    this.#pending = past.pending;
    this.#doubtful = past.doubtful;
  }

  /** Drops one more as soon as the till has taken the one before. */
  want(): void {
    this.#wanted += 1;
  }

  /** All that were to be dropped are taken. */
  get finished(): boolean {
    return this.#number >= this.#options.count && this.#pending === undefined && this.#doubtful === undefined;
  }

  async round(session: Session): Promise<void> {
    await this.#look(session);
    if (this.#doubtful !== undefined) await this.#drop(session, this.#doubtful);
    else if (this.#due && (this.#pending === undefined || this.#options.overwrite)) await this.#dropNext(session);
  }

  get #due(): boolean {
    const { everyMs, count } = this.#options;
    if (this.#number >= count) return false;
    return this.#wanted > 0 || (everyMs > 0 && this.#clock.monotonic() >= this.#nextAt);
  }

  /** What became of the file that waits. */
  async #look(session: Session): Promise<void> {
    const pending = this.#pending;
    if (pending === undefined) return;
    const { kind, limitMs } = this.#options;
    const { number, remote, since } = pending;
    const bytes = await session.size(remote);
    const waitedMs = this.#clock.now() - since;
    if (bytes === undefined) {
      this.#pending = undefined;
      await this.#tell({ what: "taken", kind, number, remote, seconds: Math.round(waitedMs / 1000) });
      return;
    }
    const modified = await session.modified(remote);
    const known = modified !== undefined && pending.modified !== undefined;
    if (bytes !== pending.bytes || (known && modified !== pending.modified)) {
      this.#pending = { ...pending, bytes, modified };
      if (kind === "catalog") await this.#tell(breach("catalogOverwritten", remote));
    } else if (waitedMs > limitMs && !pending.late) {
      this.#pending = { ...pending, late: true };
      await this.#tell(breach(kind === "catalog" ? "catalogNotTaken" : "flagNotRemoved", remote));
    }
  }

  async #dropNext(session: Session): Promise<void> {
    this.#wanted = Math.max(0, this.#wanted - 1);
    this.#nextAt = this.#clock.monotonic() + this.#options.everyMs;
    const { remote } = this.#options;
    if (this.#pending !== undefined && (await session.size(remote)) !== undefined) {
      await this.#tell(breach("catalogOverwritten", remote, "office"));
    }
    this.#number += 1;
    this.#doubtful = this.#number;
    await this.#drop(session, this.#number);
  }

  /** Under a name nobody looks for, then under its own: it is there whole or not at all. */
  async #drop(session: Session, number: number): Promise<void> {
    const { kind, remote } = this.#options;
    const content = await this.#options.content(number);
    const file: FileFigures = { remote, bytes: content.length, sha256: sha256Of(content) };
    await this.#tell({ what: "dropping", kind, number, file });
    const folder = dirname(remote);
    if (folder !== "." && folder !== "/") await session.makeFolders(folder);
    await this.#mark(session, "unfinished");
    const source = bytesSource(content, this.#clock.now());
    await session.deliver({ source, part: `${remote}.office`, target: remote, more: false });
    if (this.#options.marker?.when === "unfinished") await session.remove(this.#options.marker.path);
    await this.#mark(session, "whole");
    this.#doubtful = undefined;
    const since = this.#clock.now();
    // A till that is quick has it already: `undefined` then, and the next look says so.
    const modified = await session.modified(remote).catch(() => undefined);
    this.#pending = { number, remote, since, bytes: content.length, modified, late: false };
    await this.#tell({ what: "dropped", kind, number, file });
  }

  async #mark(session: Session, when: "whole" | "unfinished"): Promise<void> {
    const { marker } = this.#options;
    if (marker?.when !== when) return;
    const source = bytesSource(new Uint8Array(), this.#clock.now());
    await session.deliver({ source, part: undefined, target: marker.path, more: false });
  }
}

interface Past {
  readonly number: number;
  readonly pending: Pending | undefined;
  readonly doubtful: number | undefined;
}

function read(kind: DropKind, history: readonly LedgerLine[]): Past {
  let past: Past = { number: 0, pending: undefined, doubtful: undefined };
  for (const line of history) past = after(past, line, kind);
  return past;
}

function after(past: Past, line: LedgerLine, kind: DropKind): Past {
  if (!("kind" in line) || line.kind !== kind) return past;
  const { number } = line;
  if (line.what === "dropping") return { ...past, number, doubtful: number };
  if (line.what === "taken") return { ...past, pending: undefined };
  const { remote, bytes } = line.file;
  const pending = { number, remote, since: line.time, bytes, modified: undefined, late: false };
  return { number, pending, doubtful: undefined };
}
