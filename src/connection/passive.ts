import { isIP, type Socket, type SocketConstructorOpts } from "node:net";
import { Failure } from "../errors.ts";
import type { Address } from "./address.ts";
import type { ControlChannel } from "./control.ts";
import { connectTo } from "./dial.ts";
import { isForbidden } from "./forbidden-address.ts";
import { dataLimits, plainAddress, type Rendezvous } from "./rendezvous.ts";
import { type Reply, textOf } from "./reply.ts";
import type { ConnectionConfig } from "./schema.ts";

/** Passive mode: the server names a port, we connect (RFC 959 PASV, RFC 2428 EPSV). */
export class PassiveRendezvous implements Rendezvous {
  readonly command: "EPSV" | "PASV";
  readonly options: SocketConstructorOpts;
  readonly #channel: ControlChannel;
  readonly #policy: ConnectionConfig["passiveAddress"];
  #connecting: Promise<Socket> | undefined;
  #socket: Socket | undefined;
  #discarded = false;

  constructor(
    command: "EPSV" | "PASV",
    channel: ControlChannel,
    policy: ConnectionConfig["passiveAddress"],
    options: SocketConstructorOpts,
  ) {
    this.command = command;
    this.options = options;
    this.#channel = channel;
    this.#policy = policy;
  }

  agreed(reply: Reply): void {
    const control = this.#channel.socket;
    const target = meetingPoint(reply, plainAddress(control.remoteAddress), control.remotePort, this.#policy);
    if (target === undefined) throw new Failure("passiveReplyRefused", { reply: reply.shown });
    this.#connecting = connectTo(target, dataLimits(this.#channel), this.options).catch((cause) => {
      this.#channel.signal.throwIfAborted();
      throw cause instanceof Failure ? cause : new Failure("dataConnectionRefused", { reply: reply.shown, cause });
    });
    this.#connecting.then(
      (socket) => {
        this.#socket = socket;
        if (this.#discarded) socket.destroy();
      },
      () => {}, // told to whoever waits for `ready`
    );
  }

  get alive(): boolean {
    return !this.#discarded && (this.#socket === undefined || (!this.#socket.destroyed && !this.#socket.readableEnded));
  }

  async ready(): Promise<void> {
    await this.#connecting;
  }

  socket(): Promise<Socket> {
    return this.#connecting ?? Promise.reject(new Failure("dataConnectionRefused"));
  }

  discard(): void {
    this.#discarded = true;
    this.#socket?.destroy();
  }
}

/**
 * Where a 227 or 229 reply leads, strictly read; `undefined` when it may not be followed. A PASV reply's host is not
 * believed: behind NAT it is often wrong, and a hostile one would make us attack a third host. The policy `as-replied`
 * believes it, except for addresses that no server can mean.
 */
export function meetingPoint(
  reply: Reply,
  controlHost: string,
  controlPort: number | undefined,
  policy: ConnectionConfig["passiveAddress"],
): Address | undefined {
  const replied = reply.code === 229 ? extended(textOf(reply)) : classic(textOf(reply));
  if (replied === undefined) return undefined;
  const host = policy === "as-replied" && replied.host !== undefined ? replied.host : controlHost;
  if (replied.port < 1024 || replied.port > 65_535 || isIP(host) === 0) return undefined;
  if (host === controlHost) return replied.port === controlPort ? undefined : { host, port: replied.port };
  return unbelievable(host, controlHost) ? undefined : { host, port: replied.port };
}

function extended(text: string): { host: undefined; port: number } | undefined {
  const [, , port] = /\(([!-/:-~])\1\1(\d{4,5})\1\)/.exec(text) ?? [];
  return port === undefined ? undefined : { host: undefined, port: Number(port) };
}

/** The parentheses of RFC 959 are left out by some servers (RFC 1123 §4.1.2.6). */
function classic(text: string): { host: string; port: number } | undefined {
  const [match] = /(?<![\d,.-])\d{1,3}(?:,\d{1,3}){5}(?![\d,.])/.exec(text) ?? [];
  const numbers = match?.split(",").map(Number) ?? [];
  const [high, low] = numbers.slice(4);
  if (high === undefined || low === undefined || numbers.some((number) => number > 255)) return undefined;
  return { host: numbers.slice(0, 4).join("."), port: high * 256 + low };
}

/** This network, loopback, link-local, multicast and above; and a private address when the server's own is not. */
function unbelievable(host: string, controlHost: string): boolean {
  if (isForbidden(host, { named: true }) || host.startsWith("127.")) return true;
  return isPrivate(host) && !isPrivate(controlHost);
}

function isPrivate(host: string): boolean {
  return /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host);
}
