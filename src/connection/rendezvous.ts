import type { Socket, SocketConstructorOpts } from "node:net";
import { Failure } from "../errors.ts";
import type { ControlChannel } from "./control.ts";
import type { Reply } from "./reply.ts";

/**
 * An agreement with the server on one data connection, for one transfer: `command` is sent, then `agreed` with a good
 * reply to it, then, once `ready`, the transfer command; then the socket is there.
 */
export interface Rendezvous {
  /** EPSV, PASV, EPRT or PORT, with its argument. */
  readonly command: string;
  /** The options that its socket was made with. */
  readonly options: SocketConstructorOpts;
  /** Raises `passiveReplyRefused` for an answer that leads nowhere, or astray. */
  agreed(reply: Reply): void;
  /** Whether the connection may still be used. */
  readonly alive: boolean;
  /** The transfer command may be sent. Raises `dataConnectionRefused`. */
  ready(): Promise<void>;
  /** The connected socket. Raises `dataConnectionRefused`. */
  socket(): Promise<Socket>;
  /** Closes what is not used. Idempotent. */
  discard(): void;
}

const CONNECT_MS = 10_000;

/** How long a data connection may take to come about. */
export function dataLimits(channel: ControlChannel) {
  const late = () => new Failure("dataConnectionRefused");
  return { ms: Math.min(CONNECT_MS, channel.replyDelayMs), late, signal: channel.signal };
}

/** An address without the prefix of IPv4 inside IPv6. */
export function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:/i, "");
}
