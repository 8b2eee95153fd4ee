import { closeSync, constants, fstatSync, open as openCallback, read as readCallback, type Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { promisify } from "node:util";
import { Failure } from "../errors.ts";
import type { Source } from "./store.ts";
import { asLocalFailure, systemCode } from "./system-error.ts";

// Plain descriptors: a file handle costs half as much again for each small file.
const open = promisify(openCallback);
const read = promisify(readCallback);

/** Windows has no such flag: there a link is looked for before. */
const NO_FOLLOW: number | undefined = constants.O_NOFOLLOW;

/** Opens a regular file for reading, never through a link. `subject` is how the user knows it. */
export async function openDiskSource(path: string, subject: string): Promise<Source> {
  const descriptor = await openUnfollowed(path, subject);
  // The inode is in memory since the file was opened: no device is asked.
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    closeSync(descriptor);
    throw new Failure("localPathRefused", { subject });
  }
  return new DiskSource(descriptor, stats, subject);
}

class DiskSource implements Source {
  readonly size: number;
  readonly modified: number;
  readonly #descriptor: number;
  readonly #subject: string;
  readonly #exactModified: number;
  #reads = 0;
  #closed = false;

  constructor(descriptor: number, { size, mtimeMs }: Stats, subject: string) {
    this.#descriptor = descriptor;
    this.size = size;
    this.modified = Math.floor(mtimeMs);
    this.#exactModified = mtimeMs;
    this.#subject = subject;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    if (this.#closed) throw new Error(`${this.#subject} is read after it was closed`);
    const wanted = Math.min(buffer.length, this.size - position);
    if (wanted <= 0) return 0;
    const bytesRead = await this.#readSome(buffer, wanted, position);
    if (bytesRead === 0) throw new Failure("fileShrank", { subject: this.#subject });
    if (position + bytesRead === this.size) this.#assertUntouched();
    return bytesRead;
  }

  /** A file that has grown is a log, and was read as it was. One of the same size may be half old and half new. */
  #assertUntouched(): void {
    if (this.#closed) return;
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    const rewritten = size === this.size && mtimeMs !== this.#exactModified;
    if (rewritten) throw new Failure("fileRewritten", { subject: this.#subject });
  }

  /** A read under way keeps the descriptor: closed under its feet, its number could already be another file's. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#reads === 0) closeSync(this.#descriptor);
  }

  async #readSome(buffer: Uint8Array, length: number, position: number): Promise<number> {
    this.#reads += 1;
    try {
      const { bytesRead } = await read(this.#descriptor, buffer, 0, length, position);
      return bytesRead;
    } catch (error) {
      throw asLocalFailure(error, "read", this.#subject);
    } finally {
      this.#reads -= 1;
      if (this.#closed && this.#reads === 0) closeSync(this.#descriptor);
    }
  }
}

async function openUnfollowed(path: string, subject: string): Promise<number> {
  try {
    if (NO_FOLLOW === undefined && (await lstat(path)).isSymbolicLink())
      throw new Failure("localPathRefused", { subject });
    // Without O_NONBLOCK, opening a named pipe would wait for whoever writes to it.
    return await open(path, constants.O_RDONLY | (NO_FOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw new Failure("fileVanished", { subject, cause: error });
    // A socket in the place of a file.
    if (systemCode(error) === "ENXIO") throw new Failure("localPathRefused", { subject, cause: error });
    throw asLocalFailure(error, "read", subject);
  }
}
