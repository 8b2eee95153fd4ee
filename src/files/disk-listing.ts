import { lstat, readdir } from "node:fs/promises";
import { TextDecoder } from "node:util";
import type { Folder } from "./jail.ts";
import { isAllowedName, isTemporaryName } from "./names.ts";
import type { Entry } from "./store.ts";
import { systemCode } from "./system-error.ts";

/** What stands under a name; `other` is what a store does not show: a link, a device, a pipe. */
export type Found = Entry | "other";

/** How many entries are looked at together. */
const TOGETHER = 64;

/** What stands under a name of a folder, not followed when it is a link. The empty name is the folder itself. */
export async function look(folder: Folder, name: string): Promise<Found | undefined> {
  try {
    const stats = await lstat(`${folder.at}/${name}`);
    const modified = Math.floor(stats.mtimeMs);
    if (stats.isFile()) return { name, kind: "file", size: stats.size, modified };
    return stats.isDirectory() ? { name, kind: "folder", size: 0, modified } : "other";
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** The files and folders under these names, in their order, and how many are neither. What vanished meanwhile is left out. */
export async function lookAtAll(
  folder: Folder,
  names: readonly string[],
): Promise<{ readonly entries: readonly Entry[]; readonly others: number }> {
  const entries: Entry[] = [];
  let others = 0;
  for (let start = 0; start < names.length; start += TOGETHER) {
    const some = names.slice(start, start + TOGETHER);
    for (const found of await Promise.all(some.map((name) => look(folder, name)))) {
      if (found === "other") others += 1;
      else if (found !== undefined) entries.push(found);
    }
  }
  return { entries, others };
}

export function isFile(found: Found): boolean {
  return found !== "other" && found.kind === "file";
}

/** The names of a folder that can be shown and given back, our temporary ones among them, and how many cannot. */
export async function namesIn(folder: Folder): Promise<{ readonly names: string[]; readonly skipped: number }> {
  const all = await readdir(folder.at, { encoding: "buffer" });
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const names = all
    .map((bytes) => decoded(utf8, bytes))
    .filter((name) => name !== undefined)
    .filter((name) => isTemporaryName(name) || isAllowedName(name));
  return { names, skipped: all.length - names.length };
}

function decoded(utf8: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
