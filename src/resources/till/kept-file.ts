import { createHash, type Hash } from "node:crypto";
import type { Sink } from "../../connection/session.ts";
import { keptName } from "../../files/names.ts";
import type { Receipt, Source, Store } from "../../files/store.ts";
import type { Place } from "../../files/tree.ts";

const PIECE_BYTES = 256 * 1024;

/**
 * A file that is whole and hidden beside where it belongs, on the same file system, under a key that only its exchange
 * knows. It is durable, name and content, once it was made; after a crash it tells by its absence that it was put in place.
 */
export class KeptFile {
  readonly #place: Place;
  readonly #path: readonly string[];

  /** `place` is where it belongs. */
  constructor(place: Place, key: string) {
    this.#place = place;
    this.#path = [...place.path.slice(0, -1), keptName(key)];
  }

  get #store(): Store {
    return this.#place.store;
  }

  /** Begins to receive it. Its folder is made when it is missing. */
  async receive(): Promise<KeptReceipt> {
    await this.#store.makeFolder(this.#path.slice(0, -1));
    return new KeptReceipt(await this.#store.receive(this.#path));
  }

  async write(content: Uint8Array): Promise<void> {
    const receipt = await this.receive();
    await receipt.write(content);
    await receipt.commit();
  }

  open(): Promise<Source> {
    return this.#store.open(this.#path);
  }

  stat() {
    return this.#store.stat(this.#path);
  }

  async exists(): Promise<boolean> {
    return (await this.stat()) !== undefined;
  }

  /** The file that stands in its place becomes the kept one. */
  async take(): Promise<void> {
    await this.#store.rename(this.#place.path, this.#path);
  }

  /** Puts it in its place. It is gone from here then: that is the witness. */
  async put(to: Place = this.#place): Promise<void> {
    await this.#store.rename(this.#path, to.path);
  }

  async remove(): Promise<void> {
    await this.#store.remove(this.#path);
  }

  async sha256(): Promise<string> {
    const hash = createHash("sha256");
    const source = await this.open();
    try {
      for await (const piece of piecesOf(source)) hash.update(piece);
    } finally {
      await source.close();
    }
    return hash.digest("hex");
  }
}

/** Bytes on their way into a kept file, and their hash. */
export class KeptReceipt implements Sink {
  readonly #receipt: Receipt;
  readonly #hash: Hash = createHash("sha256");

  constructor(receipt: Receipt) {
    this.#receipt = receipt;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    await this.#receipt.write(chunk);
  }

  /** Makes it durable; answers its hash. */
  async commit(modified?: number): Promise<string> {
    await this.#receipt.commit(modified);
    return this.#hash.digest("hex");
  }

  discard(): Promise<void> {
    return this.#receipt.discard();
  }
}

/** A source from its beginning to its end. A piece is valid until the next one. */
export async function* piecesOf(source: Source): AsyncGenerator<Uint8Array, undefined> {
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(PIECE_BYTES, source.size)));
  for (let position = 0; position < source.size; ) {
    const bytes = await source.read(buffer, position);
    yield buffer.subarray(0, bytes);
    position += bytes;
  }
}
