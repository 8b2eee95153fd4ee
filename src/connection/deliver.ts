import type { Dialogue } from "./dialogue.ts";
import { failed } from "./failure.ts";
import { parseSize } from "./listing.ts";
import { type Reply, textOf } from "./reply.ts";
import type { Delivery, OnBytes } from "./session.ts";

/**
 * STOR, SIZE, RNFR/RNTO: four round trips for a small file. What does not depend on each other travels together: SIZE,
 * the agreement on the next data connection, and RNFR last, because RNTO must follow it at once (RFC 959 §4.1.3).
 */
export async function deliver(dialogue: Dialogue, delivery: Delivery, onBytes: OnBytes | undefined): Promise<void> {
  const { source, part, target, more } = delivery;
  const name = part ?? target;
  await dialogue.store(name, source, onBytes);
  const path = await dialogue.folder.reach(name);
  const asking = `SIZE ${path}`;
  const renaming = part === undefined ? undefined : `RNFR ${path}`;
  const next = more ? await dialogue.route.prepare() : undefined;
  const lines = [asking, next?.command, renaming].filter((line) => line !== undefined);
  const replies = await dialogue.channel.exchange(...lines);
  const replyTo = (line: string | undefined) => (line === undefined ? undefined : replies[lines.indexOf(line)]);
  const agreement = replyTo(next?.command);
  if (next !== undefined && agreement !== undefined) dialogue.route.keep(next, agreement);
  checkSize(dialogue, replyTo(asking), source.size, name);
  const from = replyTo(renaming);
  if (part === undefined || from === undefined) return;
  if (from.code >= 400) throw failed("renameRefused", from, target);
  await finishRename(dialogue, part, target);
}

/**
 * A server that does not know SIZE is believed: all bytes went, and it said 226. Anything but the exact size, and a file
 * that is not there, is a mismatch.
 */
function checkSize(dialogue: Dialogue, reply: Reply | undefined, size: number, name: string): void {
  if (reply === undefined || [500, 502, 504].includes(reply.code)) return;
  if (reply.code >= 400 || remoteSize(dialogue, reply) !== size) throw failed("sizeMismatch", reply, name);
}

/** The number of a 213 reply. One that is none ends the session: what else would it garble? */
export function remoteSize(dialogue: Dialogue, reply: Reply): number {
  const size = parseSize(textOf(reply).trim());
  if (size !== undefined) return size;
  const failure = failed("replyGarbled", reply);
  dialogue.channel.closeWithError(failure);
  throw failure;
}

/** RNTO. Where that may not replace a file, the old one is removed: the new one is there whole, under its `.part` name. */
async function finishRename(dialogue: Dialogue, part: string, target: string): Promise<void> {
  const [renamed] = await dialogue.channel.exchange(`RNTO ${await dialogue.folder.reach(target)}`);
  if (renamed.code < 400) return;
  const removed = await dialogue.about("DELE", target);
  if (removed.code >= 400) throw failed("renameRefused", renamed, target);
  await dialogue.rename(part, target);
}
