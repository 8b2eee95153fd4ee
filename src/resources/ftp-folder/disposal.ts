import type { StorePath } from "../../files/store.ts";
import type { Place } from "../../files/tree.ts";
import type { FtpFolderConfig } from "./schema.ts";

/**
 * What happens to a source whose copy is verified on the server: kept, deleted, or moved to the archive folder.
 * A source that changed since it was opened is kept: its new content was not sent.
 */
export async function dispose(
  config: FtpFolderConfig,
  place: Place,
  path: StorePath,
  relative: string,
  sent: { readonly size: number; readonly modified: number },
): Promise<void> {
  if (config.afterSend === "keep") return;
  const now = await place.store.stat(path);
  if (now === undefined || now.size !== sent.size || now.modified !== sent.modified) return;
  if (config.afterSend === "delete") {
    await place.store.remove(path);
    return;
  }
  const target = [...place.path, ...config.archiveFolder.split("/"), ...relative.split("/")];
  for (let depth = place.path.length + 1; depth < target.length; depth += 1) {
    const folder = target.slice(0, depth);
    if ((await place.store.stat(folder)) === undefined) await place.store.makeFolder(folder);
  }
  await place.store.rename(path, target);
}
