import { Failure } from "../errors.ts";

/** What a file or folder of memfs costs beside its content. */
export const ENTRY_BYTES = 1536;

/** Memory knows no full disk: this is its end. */
export class MemoryQuota {
  readonly #maxBytes: number;
  #used = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Raises `localDiskFull`, and takes nothing, when there is no room. */
  take(bytes: number, subject: string): void {
    if (this.#used + bytes > this.#maxBytes) throw new Failure("localDiskFull", { subject });
    this.#used += bytes;
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }
}
