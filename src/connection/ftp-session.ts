import { systemClock } from "../clock.ts";
import { asFailure, Failure } from "../errors.ts";
import { deliver, remoteSize } from "./deliver.ts";
import { Dialogue } from "./dialogue.ts";
import { refusal } from "./failure.ts";
import { makeFolders, removeFolder } from "./remote-folders.ts";
import { listFolder } from "./remote-listing.ts";
import { parseTime } from "./remote-time.ts";
import { type Reply, textOf } from "./reply.ts";
import type { Delivery, OnBytes, OnLine, RemoteEntry, Session, Sink } from "./session.ts";
import { orAborted, within } from "./wait.ts";

/** How long a session may take to show that it still lives. */
const PING_MS = 5_000;

/** A dialogue behind its guard: one call at a time, each ending with the signal, none after the first doubt. */
export class FtpSession implements Session {
  readonly #dialogue: Dialogue;
  /** Why no further call is taken, although the connection is open: an interrupted call left it in the middle. */
  #doubt: { readonly reason: unknown } | undefined;

  constructor(dialogue: Dialogue) {
    this.#dialogue = dialogue;
  }

  get usable(): boolean {
    return this.#doubt === undefined && this.#dialogue.channel.failure === undefined;
  }

  get features(): ReadonlySet<string> {
    return this.#dialogue.features;
  }

  get lastReply(): string {
    return this.#dialogue.channel.lastReply;
  }

  attach(signal: AbortSignal, hear?: OnLine): void {
    this.#dialogue.route.discard(); // opened ahead for a command that is over, who knows when
    this.#dialogue.channel.attach(signal, hear);
  }

  size(path: string): Promise<number | undefined> {
    return this.#call(async () => this.#sizeIn(await this.#dialogue.about("SIZE", path), path));
  }

  modified(path: string): Promise<number | undefined> {
    return this.#call(async () => timeIn(await this.#dialogue.about("MDTM", path)));
  }

  look(path: string): Promise<{ size: number; modified: number | undefined } | undefined> {
    return this.#call(async () => {
      const name = await this.#dialogue.folder.reach(path);
      const [sized, timed] = await this.#dialogue.channel.exchange(`SIZE ${name}`, `MDTM ${name}`);
      const size = this.#sizeIn(sized, path);
      return size === undefined ? undefined : { size, modified: timeIn(timed) };
    });
  }

  list(folder: string): Promise<readonly RemoteEntry[]> {
    return this.#call(() => listFolder(this.#dialogue, folder));
  }

  makeFolders(folder: string, onMade?: (folder: string) => void): Promise<void> {
    return this.#call(() => makeFolders(this.#dialogue, folder, onMade));
  }

  removeFolder(folder: string): Promise<void> {
    return this.#call(() => removeFolder(this.#dialogue, folder));
  }

  deliver(delivery: Delivery, onBytes?: OnBytes): Promise<void> {
    return this.#call(() => deliver(this.#dialogue, delivery, onBytes));
  }

  retrieve(path: string, sink: Sink, limit: number, onBytes?: OnBytes): Promise<number> {
    return this.#call(async () => {
      const command = `RETR ${await this.#dialogue.folder.reach(path)}`;
      return this.#dialogue.fetch(command, path, sink, limit, onBytes);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call(() => this.#dialogue.rename(from, to));
  }

  remove(path: string): Promise<boolean> {
    return this.#call(async () => {
      const removed = await this.#dialogue.about("DELE", path);
      if (removed.code < 400) return true;
      // 550 says "not there" and "not allowed" alike: a file whose size is known is still there.
      const size = removed.code === 550 ? await this.#dialogue.about("SIZE", path) : undefined;
      if (size?.code === 550) return false;
      throw refusal(removed, path);
    });
  }

  ping(): Promise<boolean> {
    return this.#call(async () => {
      const answered = await within(this.#dialogue.channel.exchange("NOOP"), PING_MS);
      if (answered === undefined) this.#dialogue.channel.closeWithError(new Failure("replyTimeout"));
      return answered !== undefined;
    }).catch(() => false);
  }

  async abandon(part: string | undefined, graceMs: number): Promise<void> {
    this.#doubt ??= { reason: new Failure("aborted") };
    await within(this.#tidyUp(part, systemClock.monotonic() + graceMs), graceMs);
    this.close();
  }

  close(): void {
    this.#dialogue.channel.closeWithError(new Failure("aborted"));
  }

  #sizeIn(reply: Reply, path: string): number | undefined {
    return reply.code === 550 ? undefined : remoteSize(this.#dialogue, Dialogue.require(reply, path));
  }

  async #tidyUp(part: string | undefined, deadline: number): Promise<void> {
    const { channel, folder } = this.#dialogue;
    if (channel.transferring) await within(channel.lastWords("ABOR"), (deadline - systemClock.monotonic()) / 2);
    if (part === undefined) return;
    await channel.lastWords(...folder.wayTo(part), `DELE ${channel.text.path(part)}`);
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    const { channel } = this.#dialogue;
    if (this.#doubt) throw this.#doubt.reason;
    channel.signal.throwIfAborted();
    const signal = channel.attached;
    try {
      return await orAborted(work(), signal);
    } catch (error) {
      if (!signal.aborted) {
        const failure = asFailure(error);
        if (failure.failure === "internal") channel.closeWithError(failure);
        throw failure;
      }
      this.#doubt = { reason: signal.reason };
      throw signal.reason;
    }
  }
}

function timeIn(reply: Reply): number | undefined {
  return reply.code === 213 ? parseTime(textOf(reply).trim()) : undefined;
}
