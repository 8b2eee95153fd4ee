import { mkdir, rename, unlink } from "node:fs/promises";
import { resolve } from "node:path";
import { Failure } from "../errors.ts";
import { isFile, look, lookAtAll, namesIn } from "./disk-listing.ts";
import { openDiskReceipt } from "./disk-receipt.ts";
import { openDiskSource } from "./disk-source.ts";
import { type Enter, enter, type Folder, syncFolder } from "./jail.ts";
import { checkStorePath, isKeptName, isTemporaryName, parentAndName } from "./names.ts";
import type { Entry, Receipt, Source, Store, StorePath } from "./store.ts";
import { asLocalFailure, type Purpose, systemCode } from "./system-error.ts";

export interface DiskStore extends Store {
  /** Names passed over in listings so far: not UTF-8, or not allowed. */
  readonly skippedNames: number;
  /** Removes temporary files last written before a time (ms), left by a process that was killed; answers how many. */
  sweep(before: number): Promise<number>;
}

export interface DiskOptions {
  /** Default true. */
  readonly writable?: boolean;
  /** How folders are reached. Default: by handles where the system has them. */
  readonly enter?: Enter;
}

/** A directory of this machine. `root` may itself be a link, it is configuration; below it no link is followed. */
export function openDiskStore(root: string, options: DiskOptions = {}): DiskStore {
  return new Disk(resolve(root), options.writable ?? true, options.enter ?? enter);
}

class Disk implements DiskStore {
  readonly writable: boolean;
  readonly #root: string;
  readonly #enter: Enter;
  #skippedNames = 0;

  constructor(root: string, writable: boolean, enterFolder: Enter) {
    this.#root = root;
    this.writable = writable;
    this.#enter = enterFolder;
  }

  get skippedNames(): number {
    return this.#skippedNames;
  }

  async list(path: StorePath, onLeftOut?: (count: number) => void): Promise<readonly Entry[]> {
    checkStorePath(path);
    return this.#inFolder(path, "read", async (folder) => {
      const { names, skipped } = await this.#namesIn(folder);
      const { entries, others } = await lookAtAll(folder, names.filter((name) => !isTemporaryName(name)).sort());
      if (skipped + others > 0) onLeftOut?.(skipped + others);
      return entries;
    });
  }

  async stat(path: StorePath): Promise<Entry | undefined> {
    checkStorePath(path);
    try {
      const found = await this.#inFolder(path.slice(0, -1), "read", (folder) => look(folder, path.at(-1) ?? ""));
      return found === "other" ? undefined : found;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async open(path: StorePath): Promise<Source> {
    const [parent, name] = parentAndName(path);
    const subject = path.join("/");
    try {
      return await this.#inFolder(parent, "read", (folder) => openDiskSource(`${folder.at}/${name}`, subject));
    } catch (error) {
      if (isMissing(error)) throw new Failure("fileVanished", { subject, cause: error });
      throw error;
    }
  }

  async receive(path: StorePath): Promise<Receipt> {
    const [parent, name] = parentAndName(path);
    this.#assertWritable(path);
    return openDiskReceipt(await this.#enter(this.#root, parent), name, path.join("/"));
  }

  async remove(path: StorePath): Promise<boolean> {
    const [parent, name] = parentAndName(path);
    this.#assertWritable(path);
    try {
      return await this.#inFolder(parent, "write", async (folder) => {
        const found = await look(folder, name);
        if (found === undefined) return false;
        if (!isFile(found)) throw refused(path);
        await unlink(`${folder.at}/${name}`);
        await syncFolder(folder);
        return true;
      });
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async rename(from: StorePath, to: StorePath): Promise<void> {
    const [fromParent, fromName] = parentAndName(from);
    const [toParent, toName] = parentAndName(to);
    this.#assertWritable(from);
    await this.#inFolder(fromParent, "write", (fromFolder) =>
      this.#inFolder(toParent, "write", async (toFolder) => {
        const source = await look(fromFolder, fromName);
        const target = await look(toFolder, toName);
        if (source === undefined) throw new Failure("fileVanished", { subject: from.join("/") });
        if (source === "other") throw refused(from);
        if (target !== undefined && !(isFile(source) && isFile(target))) throw refused(to);
        if (from.every((name, index) => name === to[index]) && to.length > from.length) throw refused(to);
        await rename(`${fromFolder.at}/${fromName}`, `${toFolder.at}/${toName}`);
        await syncFolder(toFolder);
        await syncFolder(fromFolder);
      }),
    );
  }

  async makeFolder(path: StorePath): Promise<void> {
    checkStorePath(path);
    this.#assertWritable(path);
    for (const [depth, name] of path.entries()) {
      await this.#inFolder(path.slice(0, depth), "write", async (folder) => {
        const found = await look(folder, name);
        if (found === "other" || found?.kind === "file") throw refused(path.slice(0, depth + 1));
        if (found !== undefined) return;
        await mkdir(`${folder.at}/${name}`).catch(unlessItExists);
        await syncFolder(folder);
      });
    }
  }

  async sweep(before: number, path: StorePath = []): Promise<number> {
    let removed = await this.#inFolder(path, "write", async (folder) => {
      const { names } = await this.#namesIn(folder);
      const { entries } = await lookAtAll(folder, names.filter(isSwept));
      const stale = entries.filter((entry) => entry.kind === "file" && entry.modified < before);
      for (const { name } of stale) await unlink(`${folder.at}/${name}`);
      return stale.length;
    });
    for (const entry of await this.list(path)) {
      if (entry.kind === "folder") removed += await this.sweep(before, [...path, entry.name]);
    }
    return removed;
  }

  async #namesIn(folder: Folder): ReturnType<typeof namesIn> {
    const found = await namesIn(folder);
    this.#skippedNames += found.skipped;
    return found;
  }

  async #inFolder<T>(path: StorePath, purpose: Purpose, act: (folder: Folder) => Promise<T>): Promise<T> {
    const folder = await this.#enter(this.#root, path);
    try {
      return await act(folder);
    } catch (error) {
      throw asLocalFailure(error, purpose, path.join("/"));
    } finally {
      folder.close();
    }
  }

  #assertWritable(path: StorePath): void {
    if (!this.writable) throw new Failure("localFolderReadOnly", { subject: path.join("/") });
  }
}

function isSwept(name: string): boolean {
  return isTemporaryName(name) && !isKeptName(name);
}

function refused(path: StorePath): Failure {
  return new Failure("localPathRefused", { subject: path.join("/") });
}

function isMissing(error: unknown): boolean {
  return error instanceof Failure && error.failure === "localFolderMissing";
}

/** Someone else made the same folder meanwhile. */
function unlessItExists(error: unknown): void {
  if (systemCode(error) !== "EEXIST") throw error;
}
