import { Failure } from "../errors.ts";
import type { Entry, StorePath } from "../files/store.ts";
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

export interface WalkOptions {
  readonly recursive: boolean;
  /** A folder that is not gone into. */
  readonly skipped?: string | undefined;
  /** Told how many entries of a folder are none that could be sent: links, devices, names that are not allowed. */
  readonly onLeftOut?: (count: number) => void;
}

/** A folder of more files is refused rather than held in memory. */
export const MAX_FILES = 200_000;

/**
 * The files below a place, folders in their order among files, sorted by name. Raises `localFolderMissing`, and
 * `localPathRefused` where folders are deeper, or files more, than can be sent.
 */
export async function walk(place: Place, subject: string, options: WalkOptions): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  const visit = async (folder: StorePath, prefix: string): Promise<void> => {
    for (const entry of await entriesOf(place, folder, options.onLeftOut)) {
      const path = prefix + entry.name;
      if (entry.kind === "file") found.push({ path, size: entry.size, modified: entry.modified });
      else if (options.recursive && path !== options.skipped) {
        await visit([...folder, entry.name], `${path}/`);
      }
      if (found.length > MAX_FILES) throw new Failure("localPathRefused", { subject });
    }
  };
  await visit(place.path, "");
  return found;
}

/** A sub-folder that vanished since its parent was listed holds nothing any more. */
async function entriesOf(
  { store, path }: Place,
  folder: StorePath,
  onLeftOut: WalkOptions["onLeftOut"],
): Promise<readonly Entry[]> {
  try {
    return await store.list(folder, onLeftOut);
  } catch (error) {
    const vanished = error instanceof Failure && error.failure === "localFolderMissing" && folder.length > path.length;
    if (!vanished) throw error;
    return [];
  }
}
