/**
 * What the controller needs of a place that holds files. A store is rooted: a path is a list of names under its root,
 * checked by `names.ts`, and nothing outside the root can be reached through it, whatever the path, a link or another
 * program does. Disk, memory and generated folders stand behind this one interface.
 *
 * Expected failures are raised as `Failure`: `localFolderMissing`, `localPathRefused`, `localFolderReadOnly`,
 * `localReadFailed`, `localWriteFailed`, `localDiskFull`, `fileVanished`, `fileShrank`, `fileRewritten`.
 */
export interface Store {
  /** Whether files may be received, renamed or removed here. Generated folders are read only. */
  readonly writable: boolean;
  /**
   * The children of a folder, sorted by name. Links, devices, names that are not allowed, and our own temporary files are
   * left out; how many of the former there are is told `onLeftOut`.
   */
  list(folder: StorePath, onLeftOut?: (count: number) => void): Promise<readonly Entry[]>;
  /** The entry, or `undefined` when there is none. */
  stat(path: StorePath): Promise<Entry | undefined>;
  /** Opens a file for reading, as long as it is now: what is appended later is not part of it. */
  open(file: StorePath): Promise<Source>;
  /** Begins to receive a file under a temporary name in the same folder, which must exist. */
  receive(file: StorePath): Promise<Receipt>;
  /** Removes a file. Missing is no error: the answer says whether it was there. */
  remove(file: StorePath): Promise<boolean>;
  /** Renames within the store, over an existing file, durably. */
  rename(from: StorePath, to: StorePath): Promise<void>;
  /** Makes the folder and those above it that are missing, durably. One that is there already is no error. */
  makeFolder(folder: StorePath): Promise<void>;
}

/** Names from the root down; the empty list is the root itself. */
export type StorePath = readonly string[];

export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder";
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** A file as it was when it was opened. The caller owns it and closes it once. */
export interface Source {
  /** Bytes, fixed at opening. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /**
   * Reads into `buffer` from `position`; answers how many bytes were read, 0 at the end. Never gives bytes beyond `size`.
   * Raises `fileShrank` when the file ends before `size`, and `fileRewritten` with its last bytes when it was written over
   * meanwhile: what was read may then be half old and half new.
   */
  read(buffer: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** A file on its way in. Nothing shows under the final name before `commit`, and nothing is left after `discard`. */
export interface Receipt {
  /** Writes the next bytes. The buffer may be re-used once the promise settles. */
  write(chunk: Uint8Array): Promise<void>;
  /** Syncs, sets the modification time when given, renames over the final name, syncs the folder. */
  commit(modified?: number): Promise<void>;
  discard(): Promise<void>;
}
