import type { Delivery, Session } from "../connection/session.ts";
import { Failure } from "../errors.ts";
import type { Source } from "../files/store.ts";
import type { PlannedFile } from "../journal/records.ts";
import type { Access } from "./access.ts";
import { perform, type Task } from "./crew.ts";
import type { Job, Parts } from "./kind.ts";
import { remoteFolderOf } from "./remote-path.ts";

/** How one file is sent. */
export interface Item {
  /** Where it appears on the server. */
  readonly remote: string;
  /** Files of one chain go one after the other, in order, and behind one that fails none goes. */
  readonly chain?: string;
  open(): Promise<Source>;
  /** Once its copy is verified: what happens to the source. */
  sent(): Promise<void>;
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
  const tally = new SendTally(files, job);
  const folders = new RemoteFolders();
  const todo = files.filter(({ index }) => !tally.isDone(index)).map((file) => ({ file, item: options.itemOf(file) }));
  const names = new Set(todo.map(({ item }) => item.remote));
  const partOf = ({ remote }: Item) => (options.rename ? partNameOf(remote, names) : undefined);
  const chains = Map.groupBy(todo, ({ file, item }) => item.chain ?? file.index);
  const tasks = [...chains.values()].map((left): Task => {
    let started = 0;
    let reply = "";
    const settle = (file: PlannedFile, failure: Failure | undefined) =>
      tally.settled(file, failure, parts.clock.monotonic() - started, failure?.reply ?? reply);
    const sendOne = async ({ file, item }: (typeof left)[number], session: Session, more: boolean) => {
      started = parts.clock.monotonic();
      const source = await item.open();
      try {
        const attempt = tally.begin(file, source.size);
        await deliver(session, folders, { source, part: partOf(item), target: item.remote, more }, attempt);
      } finally {
        reply = session.lastReply;
        await source.close();
      }
      await item.sent();
    };
    return {
      size: left.reduce((sum, { file }) => sum + file.size, 0),
      get part() {
        return left[0] && partOf(left[0].item);
      },
      perform: async (session, more) => {
        for (let one = left[0]; one !== undefined; one = left[0]) {
          const last = left.length === 1;
          await sendOne(one, session, more || !last);
          if (last) return; // its end is told with the task's
          left.shift();
          settle(one.file, undefined);
        }
      },
      settled: (failure) => {
        for (const { file } of left) settle(file, failure);
      },
    };
  });
  await perform(tasks, {
    access: options.access,
    clock: parts.clock,
    signal: options.signal,
    waiting: (on) => job.waiting(on),
  });
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

/** `NAME.part`, unless a file of that very name is sent too. */
function partNameOf(remote: string, names: ReadonlySet<string>): string {
  let part = `${remote}.part`;
  while (names.has(part)) part += ".part";
  return part;
}

interface ByteCount {
  readonly add: (bytes: number) => void;
  readonly restart: () => void;
}

/** Counts what a command sends, tells the job, and records the end of each file. */
class SendTally {
  readonly #job: Job;
  readonly #done = new Set<number>();
  /** What the last attempt at a file added to the totals, to be taken back when it is made again. */
  readonly #attempts = new Map<number, { grown: number; moved: number }>();
  readonly #filesTotal: number;
  #filesDone = 0;
  #bytesTotal = 0;
  #bytesDone = 0;

  constructor(files: readonly PlannedFile[], job: Job) {
    this.#job = job;
    this.#filesTotal = files.length;
    for (const { index, result } of job.before?.files ?? []) if (result?.state === "done") this.#done.add(index);
    for (const file of files) {
      this.#bytesTotal += file.size;
      if (!this.#done.has(file.index)) continue;
      this.#filesDone += 1;
      this.#bytesDone += file.size;
    }
    this.#tell();
  }

  isDone(index: number): boolean {
    return this.#done.has(index);
  }

  /** An attempt at a file, which may have grown since it was planned. */
  begin(file: PlannedFile, size: number): ByteCount {
    this.#takeBack(file.index);
    const attempt = { grown: size - file.size, moved: 0 };
    this.#attempts.set(file.index, attempt);
    this.#bytesTotal += attempt.grown;
    const add = (bytes: number) => {
      attempt.moved += bytes;
      this.#bytesDone += bytes;
      this.#tell();
    };
    return { add, restart: () => add(-attempt.moved) };
  }

  settled(file: PlannedFile, failure: Failure | undefined, durationMs: number, reply: string): void {
    const bytes = failure === undefined ? (this.#attempts.get(file.index)?.moved ?? 0) : 0;
    if (failure === undefined) this.#filesDone += 1;
    else this.#takeBack(file.index);
    this.#attempts.delete(file.index);
    this.#job.fileEnded({
      index: file.index,
      state: failure === undefined ? "done" : "failed",
      bytes,
      durationMs: Math.round(durationMs),
      failure: failure?.failure,
      reply: reply === "" ? undefined : reply,
    });
    this.#tell();
  }

  #takeBack(index: number): void {
    const attempt = this.#attempts.get(index);
    if (attempt === undefined) return;
    this.#attempts.delete(index);
    this.#bytesTotal -= attempt.grown;
    this.#bytesDone -= attempt.moved;
  }

  #tell(): void {
    this.#job.moved({
      filesTotal: this.#filesTotal,
      filesDone: this.#filesDone,
      bytesTotal: this.#bytesTotal,
      bytesDone: this.#bytesDone,
    });
  }
}
