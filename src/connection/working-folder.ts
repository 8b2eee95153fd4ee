import { Failure } from "../errors.ts";
import type { ControlChannel } from "./control.ts";
import { refusal } from "./failure.ts";
import { type Reply, textOf } from "./reply.ts";

/**
 * Which folder the server is in. Listings need to enter theirs; relative paths count from the login folder, so before
 * the next of those the session goes back, and only then.
 */
export class WorkingFolder {
  readonly #channel: ControlChannel;
  #home: Reply | undefined;
  #away = false;

  constructor(channel: ControlChannel) {
    this.#channel = channel;
  }

  /** Enters a folder. Answers the server's reply, which may be a refusal. */
  async enter(folder: string): Promise<Reply> {
    const entering = `CWD ${this.#channel.text.path(folder === "" ? "." : folder)}`;
    if (this.#home === undefined) {
      // Answered in order: the folder we are in before we leave it.
      const [home, entered] = await this.#channel.exchange("PWD", entering);
      this.#home = home;
      return this.#entered(entered);
    }
    await this.reach(folder);
    const [entered] = await this.#channel.exchange(entering);
    return this.#entered(entered);
  }

  /** The path as an argument, after going back when it is relative and the session is elsewhere. */
  async reach(path: string): Promise<string> {
    for (const way of this.wayTo(path)) {
      const [back] = await this.#channel.exchange(way);
      if (back.code >= 400) throw refusal(back, path);
      this.#away = false;
    }
    return this.#channel.text.path(path);
  }

  /** The commands that have to come before one with this path. */
  wayTo(path: string): readonly string[] {
    if (!this.#away || path.startsWith("/")) return [];
    const [, home] = /"((?:[^"]|"")*)"/.exec(this.#home === undefined ? "" : textOf(this.#home)) ?? [];
    if (home === undefined) throw new Failure("commandNotSupported", { subject: path });
    return [`CWD ${home.replaceAll('""', '"')}`];
  }

  #entered(reply: Reply): Reply {
    if (reply.code < 400) this.#away = true;
    return reply;
  }
}
