import { asFailure, Failure } from "../errors.ts";
import type { ControlChannel } from "./control.ts";
import { DataConnection } from "./data-connection.ts";
import { refusal } from "./failure.ts";
import type { Rendezvous } from "./rendezvous.ts";
import type { Reply } from "./reply.ts";
import type { OnBytes } from "./session.ts";
import { orAborted, within } from "./wait.ts";

/** How long the server may take to say why, once the data connection broke. */
const REASON_MS = 1_500;

export interface TransferOptions {
  readonly command: string;
  /** What the command is about, as people know it. */
  readonly subject: string;
  readonly onBytes: OnBytes | undefined;
  /** Moves the bytes, both ways ending with the data connection's end. */
  readonly move: (data: DataConnection) => Promise<void>;
}

/**
 * One transfer over an agreed data connection. What went wrong is told by the best witness: a final reply of 400 and
 * above outranks a local error, that a broken data connection, and that a silence.
 */
export async function transfer(
  channel: ControlChannel,
  rendezvous: Rendezvous,
  { command, subject, onBytes, move }: TransferOptions,
): Promise<void> {
  const order = channel.order(command);
  let data: DataConnection | undefined;
  try {
    // TLS may be agreed on before the server says 150, or after; in active mode the server calls before, or after.
    const connecting = rendezvous.socket().then((socket) => channel.protect(socket));
    const first = await Promise.race([order.begun, connecting.then(() => order.begun)]);
    if (first.code >= 400) throw refusal(first, subject);
    data = new DataConnection(await connecting, channel.replyDelayMs, onBytes);
    const breakData = (reason: unknown) => data?.break(reason);
    void order.final.then((reply) => reply.code >= 400 && breakData(refusal(reply, subject)), breakData);
    await move(data);
    order.moved();
    const reply = await order.final;
    if (reply.code >= 400) throw refusal(reply, subject);
  } catch (error) {
    data?.break(error);
    rendezvous.discard();
    channel.attached.throwIfAborted();
    const reply = await orAborted(within(order.final, REASON_MS), channel.attached);
    if (reply === undefined) channel.closeWithError(asFailure(error));
    if (reply !== undefined && outranks(reply, error)) throw refusal(reply, subject);
    throw error;
  } finally {
    data?.close();
    rendezvous.discard();
  }
}

/** 426 is mostly the echo of our own cut. */
function outranks(reply: Reply, error: unknown): boolean {
  if (reply.code !== 426) return reply.code >= 400;
  return error instanceof Failure && error.failure === "dataConnectionBroken";
}
