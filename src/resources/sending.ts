import type { Delivery, Session } from "../connection/session.ts";
import { Failure } from "../errors.ts";
import type { Source } from "../files/store.ts";
import type { PlannedFile } from "../journal/records.ts";
import type { Access } from "./access.ts";
import { perform, type Task } from "./crew.ts";
import type { Job } from "./hands.ts";
import type { Parts } from "./kind.ts";
import { remoteFolderOf } from "./remote-path.ts";
import { type ByteCount, Tally } from "./tally.ts";

/** How one file is sent. */
export interface Item {
  /** Where it appears on the server. */
  readonly remote: string;
  /** Files of one chain go one after the other, in order, and behind one that fails none goes. */
  readonly chain?: string;
  open(): Promise<Source>;
  /** What happens to the source once the arrival of its copy is on record; `undefined` when it stays. */
  readonly dispose?: (() => Promise<void>) | undefined;
}

export interface SendOptions {
  readonly access: Access;
  readonly signal: AbortSignal;
  /** Send under a temporary name and rename. */
  readonly rename: boolean;
  itemOf(file: PlannedFile): Item;
}

/** Sends the files that are not yet done, in order, each appearing whole or not at all. Raises the first failure. */
export async function send(files: readonly PlannedFile[], job: Job, parts: Parts, options: SendOptions): Promise<void> {
  const tally = new Tally(files, job, parts.clock);
  const folders = new RemoteFolders();
  const items = files.map((file) => ({ file, item: options.itemOf(file) }));
  const names = new PartNames(
    items.map(({ item }) => item.remote),
    options.access.connection.temporaryNames,
  );
  const todo = items
    .filter(({ file }) => !tally.isDone(file))
    .map((one) => ({ ...one, part: options.rename ? names.take(one.item.remote) : undefined }));
  const chains = Map.groupBy(todo, ({ file, item }) => item.chain ?? file.index);
  const tasks = [...chains.values()].map((left): Task => {
    let reply = "";
    const sendOnce = async ({ file, item, part }: (typeof left)[number], session: Session, more: boolean) => {
      const source = await item.open();
      try {
        const attempt = tally.begin(file, source.size);
        await deliver(session, folders, { source, part, target: item.remote, more }, attempt);
      } finally {
        reply = session.lastReply;
        await source.close();
      }
    };
    const sendOne = async (one: (typeof left)[number], session: Session, more: boolean) => {
      await untilUntouched(() => sendOnce(one, session, more), session);
      const { file, item } = one;
      if (item.dispose === undefined) return;
      // A source that is gone while nothing tells that it arrived would be a failure after a restart.
      tally.arrived(file, reply);
      await item.dispose();
    };
    return {
      size: left.reduce((sum, { file }) => sum + file.size, 0),
      get part() {
        return left[0]?.part;
      },
      perform: async (session, more) => {
        for (let one = left[0]; one !== undefined; one = left[0]) {
          const last = left.length === 1;
          await sendOne(one, session, more || !last);
          if (last) return; // its end is told with the task's
          left.shift();
          tally.settled(one.file, undefined, reply);
        }
      },
      settled: (failure) => {
        for (const { file } of left) tally.settled(file, failure, reply);
      },
    };
  });
  try {
    await perform(tasks, {
      access: options.access,
      clock: parts.clock,
      signal: options.signal,
      waiting: (on) => job.waiting(on),
    });
  } finally {
    names.giveBack();
  }
}

/** How often a file is sent that is written over each time. */
const TRIES = 3;

/** What was written over while it was sent is sent again: the server has nothing of it under its name yet. */
async function untilUntouched(sendOnce: () => Promise<void>, session: Session): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce();
    } catch (error) {
      const rewritten = error instanceof Failure && error.failure === "fileRewritten";
      if (!rewritten || tries === TRIES || !session.usable) throw error;
    }
  }
}

/** A folder is made only after the server refused a file for the first time: it is mostly there. */
async function deliver(session: Session, folders: RemoteFolders, delivery: Delivery, bytes: ByteCount): Promise<void> {
  const folder = remoteFolderOf(delivery.target);
  const known = folder === "" || folders.made(folder);
  try {
    await session.deliver(delivery, bytes.add);
  } catch (error) {
    const refused = error instanceof Failure && error.failure === "remoteRefused";
    if (known || !refused || !session.usable) throw error;
    if (!folders.made(folder)) await folders.make(folder, session);
    bytes.restart();
    await session.deliver(delivery, bytes.add);
  }
}

/** Which remote folders this command made or found: each is asked for once, by whichever session comes first. */
class RemoteFolders {
  readonly #made = new Set<string>();

  made(folder: string): boolean {
    return this.#made.has(folder);
  }

  async make(folder: string, session: Session): Promise<void> {
    await session.makeFolders(folder);
    this.#made.add(folder);
  }
}

/**
 * Temporary names: `NAME.part`, unless a file of this command has that name, or another file on its way has it for now.
 */
class PartNames {
  readonly #own: ReadonlySet<string>;
  readonly #inUse: Set<string>;
  readonly #taken: string[] = [];

  constructor(own: readonly string[], inUse: Set<string>) {
    this.#own = new Set(own);
    this.#inUse = inUse;
  }

  take(remote: string): string {
    let part = `${remote}.part`;
    while (this.#own.has(part) || this.#inUse.has(part)) part += ".part";
    this.#inUse.add(part);
    this.#taken.push(part);
    return part;
  }

  giveBack(): void {
    for (const part of this.#taken) this.#inUse.delete(part);
  }
}
