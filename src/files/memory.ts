import { randomBytes } from "node:crypto";
import { Volume } from "memfs";
import { Failure } from "../errors.ts";
import { ENTRY_BYTES, MemoryQuota } from "./memory-quota.ts";
import { MemoryReceipt } from "./memory-receipt.ts";
import { checkStorePath, isTemporaryName, parentAndName, TEMPORARY_PREFIX } from "./names.ts";
import type { Entry, Receipt, Source, Store, StorePath } from "./store.ts";
import { systemCode } from "./system-error.ts";

export interface MemoryOptions {
  /** Of all files together, with what each costs beside its content. Default 64 MiB. */
  readonly maxBytes?: number;
}

/** A store that is empty at each start, on memfs. It has no links, and nobody else writes to it. */
export function openMemoryStore(options: MemoryOptions = {}): Store {
  return new Memory(options.maxBytes ?? 2 ** 26);
}

class Memory implements Store {
  readonly writable = true;
  readonly #volume = new Volume();
  readonly #quota: MemoryQuota;

  constructor(maxBytes: number) {
    this.#quota = new MemoryQuota(maxBytes);
  }

  async list(path: StorePath): Promise<readonly Entry[]> {
    checkStorePath(path);
    this.#assertFolder(path);
    const names = (this.#volume.readdirSync(at(path)) as string[]).filter((name) => !isTemporaryName(name));
    return names
      .sort()
      .map((name) => this.#look([...path, name]))
      .filter((entry) => entry !== undefined);
  }

  async stat(path: StorePath): Promise<Entry | undefined> {
    checkStorePath(path);
    return this.#look(path);
  }

  async open(path: StorePath): Promise<Source> {
    parentAndName(path);
    const { size, modified } = this.#file(path);
    const descriptor = this.#volume.openSync(at(path), "r");
    let closed = false;
    return {
      size,
      modified,
      read: async (buffer, position) => {
        const wanted = Math.min(buffer.length, size - position);
        return wanted <= 0 ? 0 : this.#volume.readSync(descriptor, buffer, 0, wanted, position);
      },
      close: async () => {
        if (!closed) this.#volume.closeSync(descriptor);
        closed = true;
      },
    };
  }

  async receive(path: StorePath): Promise<Receipt> {
    const [parent] = parentAndName(path);
    this.#assertFolder(parent);
    this.#assertReplaceable(path);
    const subject = path.join("/");
    this.#quota.take(ENTRY_BYTES, subject);
    const temporary = [...parent, `${TEMPORARY_PREFIX}${randomBytes(9).toString("hex")}.part`];
    return new MemoryReceipt({
      volume: this.#volume,
      quota: this.#quota,
      descriptor: this.#volume.openSync(at(temporary), "wx"),
      subject,
      replaceTarget: () => this.#replace(temporary, path),
      drop: () => this.#unlink(temporary),
    });
  }

  async remove(path: StorePath): Promise<boolean> {
    parentAndName(path);
    if (this.#look(path) === undefined) return false;
    this.#file(path);
    this.#unlink(path);
    return true;
  }

  async rename(from: StorePath, to: StorePath): Promise<void> {
    parentAndName(from);
    const [toParent] = parentAndName(to);
    const source = this.#look(from);
    if (source === undefined) throw new Failure("fileVanished", { subject: from.join("/") });
    this.#assertFolder(toParent);
    if (source.kind === "folder" && this.#look(to) !== undefined) throw refused(to);
    if (from.length < to.length && from.every((name, index) => name === to[index])) throw refused(to);
    this.#replace(from, to);
  }

  async makeFolder(path: StorePath): Promise<void> {
    checkStorePath(path);
    for (const depth of path.keys()) {
      const folder = path.slice(0, depth + 1);
      const entry = this.#look(folder);
      if (entry?.kind === "file") throw refused(folder);
      if (entry !== undefined) continue;
      this.#quota.take(ENTRY_BYTES, folder.join("/"));
      this.#volume.mkdirSync(at(folder));
    }
  }

  #look(path: StorePath): Entry | undefined {
    const stats = this.#stats(path);
    if (stats === undefined) return undefined;
    const isFile = stats.isFile();
    return {
      name: path.at(-1) ?? "",
      kind: isFile ? "file" : "folder",
      size: isFile ? Number(stats.size) : 0,
      modified: Math.floor(Number(stats.mtimeMs)),
    };
  }

  #stats(path: StorePath) {
    try {
      return this.#volume.statSync(at(path), { throwIfNoEntry: false });
    } catch (error) {
      // A file stands where a folder of the path should be.
      if (systemCode(error) === "ENOTDIR") return undefined;
      throw error;
    }
  }

  #file(path: StorePath): Entry {
    const entry = this.#look(path);
    if (entry === undefined) throw new Failure("fileVanished", { subject: path.join("/") });
    if (entry.kind === "folder") throw refused(path);
    return entry;
  }

  #assertFolder(path: StorePath): void {
    if (this.#look(path)?.kind !== "folder") throw new Failure("localFolderMissing", { subject: path.join("/") });
  }

  /** memfs would drop a whole folder for a file of its name. */
  #assertReplaceable(path: StorePath): void {
    if (this.#look(path)?.kind === "folder") throw refused(path);
  }

  #replace(from: StorePath, to: StorePath): void {
    this.#assertReplaceable(to);
    const replaced = this.#look(to);
    if (at(from) === at(to)) return;
    this.#volume.renameSync(at(from), at(to));
    if (replaced !== undefined) this.#quota.giveBack(replaced.size + ENTRY_BYTES);
  }

  #unlink(path: StorePath): void {
    const { size } = this.#file(path);
    this.#volume.unlinkSync(at(path));
    this.#quota.giveBack(size + ENTRY_BYTES);
  }
}

/** Where it is in the volume. The names are checked already. */
function at(path: StorePath): string {
  return `/${path.join("/")}`;
}

function refused(path: StorePath): Failure {
  return new Failure("localPathRefused", { subject: path.join("/") });
}
