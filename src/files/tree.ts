import type { Entry, Store, StorePath } from "./store.ts";

/**
 * The device tree: dotted paths of a controller (`easy.JRNL`, `Net.FlashDisk`) mapped to stores by a table of mounts.
 *
 * Inside a mount the path goes on with slashes, because file names hold dots: `Net.FlashDisk/logs/2026-11.csv`.
 */
export interface DeviceTree {
  /** Mounts `store` (from `root` down) at a dotted path. Throws when something is mounted there already. */
  mount(path: string, store: Store, options?: { readonly root?: StorePath; readonly label?: string }): void;
  unmount(path: string): void;
  /** Names a path on the way to mounts, `easy.RESS.R00010`; `undefined` takes the name away again. */
  setLabel(path: string, label: string | undefined): void;
  /** Where a device path leads; raises `localPathRefused` for a bad name, `localFolderMissing` when nothing is mounted. */
  locate(path: string): Place;
  /** The children of a device path: mounts below a dotted path, entries inside a mount. */
  children(path: string): Promise<readonly Node[]>;
}

export interface Place {
  readonly store: Store;
  readonly path: StorePath;
}

export interface Node extends Entry {
  /** Full device path, to be given back to `locate` and `children`. */
  readonly path: string;
  readonly label: string;
  readonly readable: boolean;
  readonly writable: boolean;
}
