import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { Refusal } from "./refusal.ts";

/**
 * The root directory as clients see it: `/`, and nothing above. Every component of a path is looked at, and links are
 * refused wherever they point, so no path, link or name leads out.
 */
export class Jail {
  readonly #root: string;

  /** @param root the real path of the root directory, itself free of links. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The path on disk behind a client's path. What is missing may be missing; what is there is no link. */
  async locate(path: string): Promise<string> {
    let real = this.#root;
    for (const name of path.split("/").filter((part) => part !== "")) {
      real = join(real, name);
      const stats = await lstat(real).catch(orMissing);
      if (stats?.isSymbolicLink()) throw new Refusal("550 Links are not followed.");
    }
    return real;
  }

  /** What is at a client's path. Raises `ENOENT` when there is nothing, and refuses what is neither file nor directory. */
  async stat(path: string): Promise<Stats> {
    const stats = await lstat(await this.locate(path));
    if (!isShown(stats)) throw new Refusal("550 Not a plain file.");
    return stats;
  }

  async exists(path: string): Promise<boolean> {
    return (await lstat(await this.locate(path)).catch(orMissing)) !== undefined;
  }
}

/** Links, devices, sockets and pipes do not exist for clients. */
export const isShown = (stats: Stats): boolean => stats.isFile() || stats.isDirectory();

/** The absolute path a client means in its current folder. `..` above the root stays at the root. */
export function clientPath(folder: string, name: string): string {
  if (!isSpeakable(name)) throw new Refusal("553 File name not allowed.");
  const path = posix.resolve("/", folder, name);
  if (sep === "\\" && /[\\:*?"<>|]/.test(path)) throw new Refusal("553 File name not allowed.");
  return path;
}

/** Whether a name can be said on one line of the control connection. */
export const isSpeakable = (name: string): boolean => !/[\0\r\n]/.test(name);

function orMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}
