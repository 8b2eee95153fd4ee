import { setImmediate as nextTurn } from "node:timers/promises";
import type { Delivery, OpenSession, Session } from "../../../src/connection/session.ts";
import { Failure } from "../../../src/errors.ts";
import type { Source } from "../../../src/files/store.ts";

/** What befalls a delivery. After the last four the session is gone. */
export type Fate =
  | "arrives"
  | "refused"
  | "truncated"
  | "cut while it is sent"
  | "rename lost"
  | "reply to the rename lost"
  | "cut behind the rename";

/** A process that speaks to the server: once it is dead, it neither hears nor says anything. */
export interface Client {
  readonly dead: boolean;
  /** Something happened outside of the process. */
  step(): void;
}

/** What an FTP server has, and the sessions to it: every step takes a turn of the event loop. */
export class DoubtfulServer {
  /** By name; what is on its way under a temporary name is not among them. */
  readonly files = new Map<string, Buffer>();
  /** Names that came with two contents: nobody could tell which of them is right. */
  readonly renamedOver: string[] = [];
  /** What befalls the next deliveries; all others arrive. */
  readonly fates: Fate[] = [];
  /** Nothing listens at its address. */
  away = false;

  text(name: string): string | undefined {
    return this.files.get(name)?.toString();
  }

  sessionsOf(client: Client): OpenSession {
    return async (_config, _login, signal) => {
      await this.#turn(client, signal);
      if (this.away) throw new Failure("connectionRefused");
      return this.#session(client, signal);
    };
  }

  #session(client: Client, opening: AbortSignal): Session {
    let signal = opening;
    let broken: Failure | undefined;
    const cut = (): never => {
      broken = new Failure("sessionReset");
      throw broken;
    };
    const turn = async () => {
      if (broken !== undefined) throw broken;
      await this.#turn(client, signal);
    };
    const deliver = async ({ source, target }: Delivery) => {
      const fate = this.fates.shift() ?? "arrives";
      await turn();
      if (fate === "refused") throw new Failure("remoteRefused", { subject: target, reply: "550 No." });
      const content = await contentOf(source);
      await turn();
      if (fate === "truncated") throw new Failure("sizeMismatch", { subject: target });
      if (fate === "cut while it is sent") cut();
      await turn();
      if (fate === "rename lost") cut();
      this.#rename(target, content);
      await turn();
      if (fate === "reply to the rename lost") cut();
      await turn();
      if (fate === "cut behind the rename") broken = new Failure("sessionReset");
    };
    return {
      get usable() {
        return broken === undefined && !signal.aborted;
      },
      features: new Set(),
      lastReply: "250 Renamed.",
      attach: (next) => {
        signal = next;
      },
      deliver,
      ping: async () => broken === undefined,
      makeFolders: turn,
      removeFolder: unused,
      abandon: async () => {
        broken = new Failure("aborted");
      },
      close: () => {
        broken = new Failure("aborted");
      },
      size: unused,
      look: unused,
      modified: unused,
      list: unused,
      retrieve: unused,
      rename: unused,
      remove: unused,
    };
  }

  #rename(target: string, content: Buffer): void {
    if (this.files.get(target)?.equals(content) === false) this.renamedOver.push(target);
    this.files.set(target, content);
  }

  /** A dead process hears nothing any more. */
  async #turn(client: Client, signal: AbortSignal): Promise<void> {
    client.step();
    await nextTurn();
    if (client.dead) await new Promise(() => {});
    signal.throwIfAborted();
  }
}

async function contentOf(source: Source): Promise<Buffer> {
  const buffer = Buffer.alloc(source.size);
  let position = 0;
  while (position < source.size) position += await source.read(buffer.subarray(position), position);
  return buffer;
}

function unused(): never {
  throw new Error("an FTP Set does not ask for this");
}
