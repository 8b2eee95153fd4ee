import { Failure } from "../errors.ts";
import type { StorePath } from "../files/store.ts";
import type { Place } from "../files/tree.ts";

/** A file below a folder. */
export interface LocalFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** Deeper is taken for a loop of mounts. */
const MAX_DEPTH = 32;
/** A folder of more files is refused rather than held in memory. */
const MAX_FILES = 200_000;

/** The files below a place, folders in their order among files, sorted by name. Raises `localFolderMissing`. */
export async function walk(
  place: Place,
  subject: string,
  options: { readonly recursive: boolean; readonly skipped?: string | undefined },
): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  const visit = async (folder: StorePath, prefix: string, depth: number): Promise<void> => {
    for (const entry of await place.store.list(folder)) {
      const path = prefix + entry.name;
      if (entry.kind === "file") found.push({ path, size: entry.size, modified: entry.modified });
      else if (options.recursive && depth < MAX_DEPTH && path !== options.skipped) {
        await visit([...folder, entry.name], `${path}/`, depth + 1);
      }
      if (found.length > MAX_FILES) throw new Failure("localPathRefused", { subject });
    }
  };
  await visit(place.path, "", 0);
  return found;
}
