import type { RemoteEntry, Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Place } from "../../files/tree.ts";
import type { PlannedFile } from "../../journal/records.ts";
import type { Access } from "../access.ts";
import { perform, type Task } from "../crew.ts";
import type { Job, Parts } from "../kind.ts";
import { type LocalFile, walk } from "../local-files.ts";
import { NOTHING, type Progress } from "../machine.ts";
import { remoteJoin } from "../remote-path.ts";
import { receive } from "./receiving.ts";
import type { FtpFolderConfig } from "./schema.ts";

export interface RefreshOptions {
  readonly access: Access;
  readonly signal: AbortSignal;
}

/**
 * Renews the files that are on the controller already from those of the server that differ in size or are newer.
 * Creates nothing and deletes nothing, unless `refresh: all` lets new files in.
 */
export async function refresh(
  config: FtpFolderConfig,
  place: Place,
  job: Job,
  parts: Parts,
  { access, signal }: RefreshOptions,
): Promise<void> {
  const options = { access, clock: parts.clock, signal, waiting: (on: boolean) => job.waiting(on) };
  let planned = job.before?.files.filter((file) => file.result?.state !== "done");
  if (planned === undefined) {
    let stale: readonly PlannedFile[] = [];
    const compare: Task = {
      size: 0,
      part: undefined,
      perform: async (session) => {
        stale = await staleFiles(session, config, place);
      },
      settled: () => {},
    };
    await perform([compare], options);
    job.plan(stale);
    planned = stale.map((file) => ({ ...file, result: undefined }));
  }
  const tally = new ReceiveTally(planned, job);
  const tasks = planned.map((file): Task => {
    let started = 0;
    let reply = "";
    return {
      size: file.size,
      part: undefined,
      perform: async (session) => {
        started = parts.clock.monotonic();
        tally.begin();
        try {
          await receive(session, remoteJoin(config.remoteFolder, file.path), place, file.path, tally.moved);
        } finally {
          reply = session.lastReply;
          tally.end();
        }
      },
      settled: (failure) => {
        const durationMs = parts.clock.monotonic() - started;
        tally.settled(file, failure, durationMs, failure?.reply ?? reply);
      },
    };
  });
  await perform(tasks, options);
}

/** The files to receive. One listing per folder decides; only where it knows no exact time the server is asked per file. */
async function staleFiles(session: Session, config: FtpFolderConfig, place: Place): Promise<readonly PlannedFile[]> {
  const local = await walk(place, config.folder, { recursive: config.recursive });
  const known = new Map(local.map((file) => [file.path, file]));
  const folders = new Set(["", ...local.map((file) => file.path.slice(0, file.path.lastIndexOf("/") + 1))]);
  const all = config.refresh === "all";
  const stale: Omit<PlannedFile, "index">[] = [];
  for (const folder of folders) {
    for (const entry of await listing(session, config, folder)) {
      const path = folder + entry.name;
      if (entry.kind === "folder" && all && config.recursive) folders.add(`${path}/`);
      if (entry.kind !== "file") continue;
      const file = known.get(path);
      if (file === undefined && !all) continue;
      const modified = await modifiedOf(session, config, path, entry, file);
      if (file === undefined || differs(file, entry, modified)) {
        stale.push({ path, size: entry.size ?? 0, modified: modified ?? 0 });
      }
    }
  }
  stale.sort((a, b) => (a.path < b.path ? -1 : 1));
  return stale.map((file, index) => ({ index, ...file }));
}

/** A sub-folder that the server does not have holds nothing to renew; the folder itself must be there. */
async function listing(session: Session, config: FtpFolderConfig, folder: string): Promise<readonly RemoteEntry[]> {
  try {
    return await session.list(
      folder === "" ? config.remoteFolder : remoteJoin(config.remoteFolder, folder.slice(0, -1)),
    );
  } catch (error) {
    if (folder !== "" && error instanceof Failure && error.failure === "remoteRefused" && session.usable) return [];
    throw error;
  }
}

/** Exact time of a remote file, asked for only when the size alone does not decide. */
async function modifiedOf(
  session: Session,
  config: FtpFolderConfig,
  path: string,
  entry: RemoteEntry,
  file: LocalFile | undefined,
): Promise<number | undefined> {
  if (entry.exactTime || file === undefined || (entry.size !== undefined && entry.size !== file.size)) {
    return entry.modified;
  }
  return session.modified(remoteJoin(config.remoteFolder, path));
}

/** Servers count in seconds. A server that gives neither size nor time leaves the file as it is. */
function differs(file: LocalFile, entry: RemoteEntry, modified: number | undefined): boolean {
  if (entry.size !== undefined && entry.size !== file.size) return true;
  return modified !== undefined && Math.floor(modified / 1000) > Math.floor(file.modified / 1000);
}

/** Counts what a Refresh receives; Action shows 2 while at least one file is on its way. */
class ReceiveTally {
  readonly #job: Job;
  #progress: Progress;
  #under = 0;

  constructor(files: readonly PlannedFile[], job: Job) {
    this.#job = job;
    const bytesTotal = files.reduce((sum, file) => sum + file.size, 0);
    this.#progress = { ...NOTHING, filesTotal: files.length, bytesTotal };
    job.moved(this.#progress);
  }

  begin(): void {
    this.#under += 1;
    if (this.#under === 1) this.#job.receiving(true);
  }

  end(): void {
    this.#under -= 1;
    if (this.#under === 0) this.#job.receiving(false);
  }

  readonly moved = (bytes: number): void => {
    this.#progress = { ...this.#progress, bytesDone: this.#progress.bytesDone + bytes };
    this.#job.moved(this.#progress);
  };

  settled(file: PlannedFile, failure: Failure | undefined, durationMs: number, reply: string): void {
    if (failure === undefined) {
      this.#progress = { ...this.#progress, filesDone: this.#progress.filesDone + 1 };
      this.#job.moved(this.#progress);
    }
    this.#job.fileEnded({
      index: file.index,
      state: failure === undefined ? "done" : "failed",
      bytes: failure === undefined ? file.size : 0,
      durationMs: Math.round(durationMs),
      failure: failure?.failure,
      reply: reply === "" ? undefined : reply,
    });
  }
}
