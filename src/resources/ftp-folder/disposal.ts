import type { StorePath } from "../../files/store.ts";
import type { Place } from "../../files/tree.ts";
import type { FtpFolderConfig } from "./schema.ts";

/** What tells one content of a file from the next. */
export interface FileVersion {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/**
 * What happens to a source whose copy is verified on the server: kept, deleted, or moved to the archive folder, where it
 * replaces nothing that was sent before.
 * A source that is not the version that was sent is kept: its new content was not sent.
 */
export async function dispose(config: FtpFolderConfig, place: Place, name: string, sent: FileVersion): Promise<void> {
  if (config.afterSend === "keep") return;
  const path = [...place.path, ...name.split("/")];
  const now = await place.store.stat(path);
  if (now === undefined || now.size !== sent.size || now.modified !== sent.modified) return;
  if (config.afterSend === "delete") {
    await place.store.remove(path);
    return;
  }
  const target = [...place.path, ...config.archiveFolder.split("/"), ...name.split("/")];
  await place.store.makeFolder(target.slice(0, -1));
  const taken = (await place.store.stat(target)) !== undefined;
  await place.store.rename(path, taken ? withVersion(target, now.modified) : target);
}

/** A name for another version of what is in the archive: `a.20261129T061500000Z.csv`, by the time of its content. */
function withVersion(path: StorePath, modified: number): StorePath {
  const name = path.at(-1) ?? "";
  const stamp = new Date(modified).toISOString().replace(/[-:.]/g, "");
  const dot = name.lastIndexOf(".");
  const end = dot > 0 ? dot : name.length;
  return path.with(-1, `${name.slice(0, end)}.${stamp}${name.slice(end)}`);
}
