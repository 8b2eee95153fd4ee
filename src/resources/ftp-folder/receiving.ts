import type { OnBytes, Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Place } from "../../files/tree.ts";

/**
 * Receives one remote file over its local namesake: under a temporary name, its size checked before and after,
 * then replaced atomically, with the server's time so that the next Refresh leaves it alone.
 */
export async function receive(
  session: Session,
  remote: string,
  place: Place,
  relative: string,
  onBytes: OnBytes,
): Promise<void> {
  const size = await session.size(remote);
  if (size === undefined) throw new Failure("remoteRefused", { subject: remote, reply: session.lastReply });
  const modified = await session.modified(remote);
  const names = relative.split("/");
  await makeFolders(place, names.slice(0, -1));
  const receipt = await place.store.receive([...place.path, ...names]);
  try {
    const received = await session.retrieve(remote, receipt, size, onBytes);
    // A file that is still being uploaded to the server is sent short, and without an error.
    if (received !== size || (await session.size(remote)) !== size) {
      throw new Failure("sizeMismatch", { subject: remote, reply: session.lastReply });
    }
    await receipt.commit(modified);
  } catch (error) {
    await receipt.discard();
    throw error;
  }
}

async function makeFolders(place: Place, names: readonly string[]): Promise<void> {
  for (let depth = 1; depth <= names.length; depth += 1) {
    const folder = [...place.path, ...names.slice(0, depth)];
    if ((await place.store.stat(folder)) === undefined) await place.store.makeFolder(folder);
  }
}
