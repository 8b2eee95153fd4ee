import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, rename, statfs, unlink } from "node:fs/promises";
import { Failure } from "../errors.ts";
import { type Folder, syncFolder } from "./jail.ts";
import { TEMPORARY_PREFIX } from "./names.ts";
import type { Receipt } from "./store.ts";
import { asLocalFailure, systemCode } from "./system-error.ts";

const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const MODE_UNTIL_WHOLE = 0o600;
const MODE_OF_NEW_FILE = 0o644;
/** The last tenth of a disk is not ours to fill, nor the last GiB of a large one: the journal may live there too. */
const KEPT_FREE_FRACTION = 0.1;
const KEPT_FREE_BYTES = 2 ** 30;
const ROOM_CHECKED_EVERY_BYTES = 2 ** 23;

/** Begins to receive `name` in a folder, which the receipt closes at its end. Raises without a trace left behind. */
export async function openDiskReceipt(folder: Folder, name: string, subject: string): Promise<Receipt> {
  try {
    await modeOfTarget(`${folder.at}/${name}`, subject);
    await checkRoom(folder, subject);
    const temporary = `${folder.at}/${TEMPORARY_PREFIX}${randomBytes(9).toString("hex")}.part`;
    const handle = await open(temporary, WRITE_NEW, MODE_UNTIL_WHOLE);
    return new DiskReceipt(folder, handle, temporary, name, subject);
  } catch (error) {
    folder.close();
    throw asLocalFailure(error, "write", subject);
  }
}

class DiskReceipt implements Receipt {
  readonly #folder: Folder;
  readonly #handle: FileHandle;
  readonly #temporary: string;
  readonly #name: string;
  readonly #subject: string;
  #written = 0;
  #roomCheckedAt = 0;
  #failure: Failure | undefined;
  #ended = false;

  constructor(folder: Folder, handle: FileHandle, temporary: string, name: string, subject: string) {
    this.#folder = folder;
    this.#handle = handle;
    this.#temporary = temporary;
    this.#name = name;
    this.#subject = subject;
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      for (let offset = 0; offset < chunk.length; ) {
        const { bytesWritten } = await this.#handle.write(chunk, offset, chunk.length - offset, this.#written);
        offset += bytesWritten;
        this.#written += bytesWritten;
      }
      if (this.#written - this.#roomCheckedAt >= ROOM_CHECKED_EVERY_BYTES) {
        this.#roomCheckedAt = this.#written;
        await checkRoom(this.#folder, this.#subject);
      }
    } catch (error) {
      this.#failure ??= asLocalFailure(error, "write", this.#subject);
      throw this.#failure;
    }
  }

  async commit(modified?: number): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      const target = `${this.#folder.at}/${this.#name}`;
      await this.#handle.chmod((await modeOfTarget(target, this.#subject)) ?? MODE_OF_NEW_FILE);
      if (modified !== undefined) await this.#handle.utimes(modified / 1000, modified / 1000);
      // Never tried again: after a failed sync the system forgets the pages it could not write, and a second one succeeds.
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, target);
      await syncFolder(this.#folder);
    } catch (error) {
      await this.discard();
      throw asLocalFailure(error, "write", this.#subject);
    }
    this.#end();
  }

  /** Never raises: what cannot be removed now is swept later. */
  async discard(): Promise<void> {
    if (this.#ended) return;
    await this.#handle.close().catch(() => {});
    await unlink(this.#temporary).catch(() => {});
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#folder.close();
  }
}

/** The permissions of the file about to be replaced. Raises `localPathRefused` where something else stands. */
async function modeOfTarget(target: string, subject: string): Promise<number | undefined> {
  try {
    const stats = await lstat(target);
    if (!stats.isFile()) throw new Failure("localPathRefused", { subject });
    return stats.mode & 0o777;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function checkRoom(folder: Folder, subject: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder.at);
  const kept = Math.min(KEPT_FREE_FRACTION * blocks * bsize, KEPT_FREE_BYTES);
  if (bavail * bsize < kept) throw new Failure("localDiskFull", { subject });
}
