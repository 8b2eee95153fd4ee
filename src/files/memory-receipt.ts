import type { Volume } from "memfs";
import { asFailure, type Failure } from "../errors.ts";
import type { MemoryQuota } from "./memory-quota.ts";
import type { Receipt } from "./store.ts";

export interface MemoryReceiptParts {
  readonly volume: Volume;
  readonly quota: MemoryQuota;
  /** The open temporary file. */
  readonly descriptor: number;
  readonly subject: string;
  /** Puts the temporary file in the place of the target, or raises. */
  readonly replaceTarget: () => void;
  /** Removes the temporary file and gives back what it took. */
  readonly drop: () => void;
}

export class MemoryReceipt implements Receipt {
  readonly #parts: MemoryReceiptParts;
  #written = 0;
  #failure: Failure | undefined;
  #ended = false;

  constructor(parts: MemoryReceiptParts) {
    this.#parts = parts;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const { volume, quota, descriptor, subject } = this.#parts;
    try {
      quota.take(chunk.length, subject);
      volume.writeSync(descriptor, chunk, 0, chunk.length, this.#written);
      this.#written += chunk.length;
    } catch (error) {
      this.#failure ??= asFailure(error);
      throw this.#failure;
    }
  }

  async commit(modified?: number): Promise<void> {
    const { volume, descriptor, replaceTarget } = this.#parts;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (modified !== undefined) volume.futimesSync(descriptor, modified / 1000, modified / 1000);
      replaceTarget();
    } catch (error) {
      await this.discard();
      throw error;
    }
    this.#end();
  }

  async discard(): Promise<void> {
    if (this.#ended) return;
    this.#parts.drop();
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#parts.volume.closeSync(this.#parts.descriptor);
  }
}
