import { isIPv6, type SocketConstructorOpts } from "node:net";
import { Failure } from "../errors.ts";
import { ActiveRendezvous } from "./active.ts";
import type { ControlChannel } from "./control.ts";
import { refusal } from "./failure.ts";
import { PassiveRendezvous } from "./passive.ts";
import { plainAddress, type Rendezvous } from "./rendezvous.ts";
import type { Reply } from "./reply.ts";
import type { ConnectionConfig } from "./schema.ts";

/**
 * How the data connections of one session come about: passive or active, by the extended command or by the one of RFC
 * 959, whichever the server took last time.
 */
export class DataRoute {
  readonly #channel: ControlChannel;
  readonly #config: ConnectionConfig;
  readonly #passive: boolean;
  #extended: boolean;
  /** Whether the next data connection is opened before it is needed, as long as the server is pleased with that. */
  #overlap = true;
  #next: Rendezvous | undefined;

  constructor(channel: ControlChannel, config: ConnectionConfig, passive: boolean, features: ReadonlySet<string>) {
    this.#channel = channel;
    this.#config = config;
    this.#passive = passive;
    // EPSV is tried without being offered: servers that know it often forget to say so. It names no host, though.
    this.#extended = passive ? config.passiveAddress === "control-host" : features.has("eprt");
    if (this.#ipv6) this.#extended = true;
    channel.ended.addEventListener("abort", () => this.discard(), { once: true });
  }

  /** A data connection, agreed on and ready for a transfer command. */
  async open(options: SocketConstructorOpts = {}): Promise<Rendezvous> {
    const prepared = await this.#takeNext();
    if (prepared !== undefined) return prepared;
    for (;;) {
      const rendezvous = await this.#propose(options);
      try {
        const [reply] = await this.#channel.exchange(rendezvous.command);
        if (reply.code < 400) {
          this.#agree(rendezvous, reply);
          await rendezvous.ready();
          return rendezvous;
        }
        if (!this.#fallBack(reply.code >= 500)) throw refusal(reply);
      } catch (error) {
        rendezvous.discard();
        // A port that is closed to us after EPSV may be open after PASV: some firewalls read only that.
        const refused =
          error instanceof Failure && error.failure === "dataConnectionRefused" && error.cause !== undefined;
        if (!this.#fallBack(this.#passive && refused)) throw error;
      }
      rendezvous.discard();
    }
  }

  /**
   * What to send along with other commands for the transfer after this one; `undefined` where that is not wanted. Never
   * in active mode: pyftpdlib answers PORT once it has connected, and other commands meanwhile.
   */
  async prepare(): Promise<Rendezvous | undefined> {
    return this.#overlap && this.#passive && this.#channel.together ? this.#propose({}) : undefined;
  }

  /** Keeps what was prepared for the next `open`, if the server agreed to it. */
  keep(rendezvous: Rendezvous, reply: Reply): void {
    this.discard();
    if (reply.code >= 400) {
      rendezvous.discard();
      this.oneByOne();
    } else {
      this.#agree(rendezvous, reply);
      this.#next = rendezvous;
    }
  }

  /** Nothing is opened ahead any more: this server does not bear it. Answers whether that is a change. */
  oneByOne(): boolean {
    const before = this.#overlap;
    this.#overlap = false;
    return before;
  }

  /** Closes what was opened ahead. */
  discard(): void {
    this.#next?.discard();
    this.#next = undefined;
  }

  async #takeNext(): Promise<Rendezvous | undefined> {
    const next = this.#next;
    this.#next = undefined;
    if (next === undefined) return undefined;
    const usable = await next.ready().then(
      () => next.alive,
      () => false,
    );
    this.#channel.signal.throwIfAborted();
    if (usable) return next;
    next.discard();
    this.oneByOne();
    return undefined;
  }

  async #propose(options: SocketConstructorOpts): Promise<Rendezvous> {
    if (!this.#passive) {
      return ActiveRendezvous.listen(this.#extended ? "EPRT" : "PORT", this.#channel, this.#config.activePorts);
    }
    return new PassiveRendezvous(this.#extended ? "EPSV" : "PASV", this.#channel, this.#config.passiveAddress, options);
  }

  /** Takes the server's answer to a proposal. One that may not be followed ends the session. */
  #agree(rendezvous: Rendezvous, reply: Reply): void {
    try {
      rendezvous.agreed(reply);
    } catch (error) {
      if (error instanceof Error) this.#channel.closeWithError(error);
      throw error;
    }
  }

  /** From the extended command to the one of RFC 959, which knows IPv4 only. Once. */
  #fallBack(wanted: boolean): boolean {
    if (!wanted || !this.#extended || this.#ipv6) return false;
    this.#extended = false;
    return true;
  }

  get #ipv6(): boolean {
    return isIPv6(plainAddress(this.#channel.socket.remoteAddress));
  }
}
