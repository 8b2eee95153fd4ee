import { closeSync, constants, existsSync, open as openCallback } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Failure } from "../errors.ts";
import type { StorePath } from "./store.ts";
import { asLocalFailure, systemCode } from "./system-error.ts";

/** A folder inside a root, reached without following a link. */
export interface Folder {
  /** Its path for system calls while it is open: a child is `at` and one checked name. */
  readonly at: string;
  /** At once: nothing was written through it, so there is nothing to wait for. */
  close(): void;
}

/** Reaches a folder. The names must be checked already. Raises `localFolderMissing`, and `localPathRefused` for a link. */
export type Enter = (root: string, path: StorePath) => Promise<Folder>;

const openDescriptor = promisify(openCallback);
const HANDLES = "/proc/self/fd";

/**
 * Walks through handles, one name at a time, each refused when it is a link. What was entered stays what it is, even
 * when another program puts a link in its place the moment after: later calls go through the handle, not the path.
 */
export const enterByHandles: Enter = async (root, path) => {
  let folder: Folder = { at: root, close: () => {} };
  for (const name of path) {
    const child = `${folder.at}/${name}`;
    try {
      const fd = await openDescriptor(child, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      folder.close();
      folder = { at: `${HANDLES}/${fd}`, close: () => closeSync(fd) };
    } catch (error) {
      const refusal = await whyNotEntered(child, error, path);
      folder.close();
      throw refusal;
    }
  }
  return folder;
};

/** For systems without `/proc`: looks at every name, then asks where the whole path really leads. */
export const enterByChecks: Enter = async (root, path) => {
  const subject = path.join("/");
  try {
    const realRoot = await realpath(root);
    let at = realRoot;
    for (const name of path) {
      at = join(at, name);
      const stats = await lstat(at);
      if (stats.isSymbolicLink()) throw new Failure("localPathRefused", { subject });
      if (!stats.isDirectory()) throw new Failure("localFolderMissing", { subject });
    }
    if ((await realpath(at)) !== at) throw new Failure("localPathRefused", { subject });
    return { at, close: () => {} };
  } catch (error) {
    throw asLocalFailure(error, "read", subject);
  }
};

export const enter: Enter = existsSync(HANDLES) ? enterByHandles : enterByChecks;

/** Makes what was renamed, made or removed in a folder outlive a loss of power. */
export async function syncFolder(folder: Folder): Promise<void> {
  if (process.platform === "win32") return; // a directory cannot be synced there
  const handle = await open(folder.at, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot sync a directory, and say so.
    if (systemCode(error) !== "EINVAL") throw error;
  } finally {
    await handle.close();
  }
}

/** The system answers a link and a plain file in the place of a folder alike. */
async function whyNotEntered(child: string, error: unknown, path: StorePath): Promise<Failure> {
  const subject = path.join("/");
  const stats = await lstat(child).catch(() => undefined);
  return stats?.isSymbolicLink()
    ? new Failure("localPathRefused", { subject, cause: error })
    : asLocalFailure(error, "read", subject);
}
