import type { OnBytes, Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Place } from "../../files/tree.ts";

/** A file of the server. */
export interface RemoteFile {
  readonly path: string;
  /** Bytes as its folder's listing told them; 0 also when it did not. */
  readonly listedSize: number;
}

/**
 * Receives one remote file over its local namesake: under a temporary name, its size checked before and after,
 * then replaced atomically, with the server's time so that the next Refresh leaves it alone. `begin` is told the size.
 */
export async function receive(
  session: Session,
  remote: RemoteFile,
  { store, path }: Place,
  begin: (size: number) => OnBytes,
): Promise<void> {
  const size = await sizeOf(session, remote);
  const modified = await session.modified(remote.path);
  await store.makeFolder(path.slice(0, -1));
  const receipt = await store.receive(path);
  try {
    const received = await session.retrieve(remote.path, receipt, size, begin(size));
    // A file that is still being uploaded to the server is sent short, and without an error.
    if (received !== size || (await sizeOf(session, remote)) !== size) {
      throw new Failure("sizeMismatch", { subject: remote.path, reply: session.lastReply });
    }
    await receipt.commit(modified);
  } catch (error) {
    await receipt.discard();
    throw error;
  }
}

/** A server that does not know SIZE is believed what its listing said. */
async function sizeOf(session: Session, { path, listedSize }: RemoteFile): Promise<number> {
  try {
    const size = await session.size(path);
    if (size !== undefined) return size;
  } catch (error) {
    const unknown = error instanceof Failure && error.failure === "commandNotSupported";
    if (!unknown || listedSize === 0 || !session.usable) throw error;
    return listedSize;
  }
  throw new Failure("remoteRefused", { subject: path, reply: session.lastReply });
}
