import type { Place } from "../../files/tree.ts";
import type { PlannedFile } from "../../journal/records.ts";
import type { Access } from "../access.ts";
import { perform, type Task } from "../crew.ts";
import type { Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import { remoteJoin } from "../remote-path.ts";
import { Tally } from "../tally.ts";
import { staleFiles } from "./comparing.ts";
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
  let stale: readonly PlannedFile[] = job.before?.files ?? [];
  if (job.before === undefined) {
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
  }
  const tally = new Tally(stale, job, parts.clock);
  const receiving = new Receiving(job);
  const todo = stale.filter((file) => !tally.isDone(file));
  const tasks = todo.map((file): Task => {
    let reply = "";
    return {
      size: file.size,
      part: undefined,
      perform: async (session) => {
        const path = [...place.path, ...file.path.split("/")];
        // Gone since it was compared: renewed is what is there, not what was.
        if (config.refresh === "present" && (await place.store.stat(path)) === undefined) {
          tally.begin(file, 0);
          return;
        }
        const remote = { path: remoteJoin(config.remoteFolder, file.path), listedSize: file.size };
        receiving.begin();
        try {
          await receive(session, remote, { store: place.store, path }, (size) => tally.begin(file, size).add);
        } finally {
          reply = session.lastReply;
          receiving.end();
        }
      },
      settled: (failure) => tally.settled(file, failure, reply),
    };
  });
  await perform(tasks, options);
}

/** Action shows 2 while at least one file is on its way. */
class Receiving {
  readonly #job: Job;
  #under = 0;

  constructor(job: Job) {
    this.#job = job;
  }

  begin(): void {
    this.#under += 1;
    if (this.#under === 1) this.#job.receiving(true);
  }

  end(): void {
    this.#under -= 1;
    if (this.#under === 0) this.#job.receiving(false);
  }
}
