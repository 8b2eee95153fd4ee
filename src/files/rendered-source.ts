import { setImmediate as othersServed } from "node:timers/promises";
import { Failure } from "../errors.ts";
import type { Source } from "./store.ts";

/** Content that is rendered whenever it is read. */
export interface Rendering {
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** The content from its beginning, the same at each call, in pieces that take a few milliseconds each. */
  pages(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Nobody reads it any more. */
  close?(): void;
}

/** Rendered content as a file. It is rendered once to know the size, when that is not known; `name` is for failures. */
export async function openRendering(name: string, rendering: Rendering, size?: number): Promise<Source> {
  try {
    return new RenderedSource(name, rendering, size ?? (await measure(rendering)));
  } catch (error) {
    rendering.close?.();
    throw error;
  }
}

/** One piece is in memory at a time. Reading backwards renders again from the beginning. */
class RenderedSource implements Source {
  readonly size: number;
  readonly modified: number;
  readonly #name: string;
  readonly #rendering: Rendering;
  #pages: AsyncGenerator<Uint8Array>;
  #page: Uint8Array = new Uint8Array();
  #pageStart = 0;
  #previousRead: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(name: string, rendering: Rendering, size: number) {
    this.size = size;
    this.modified = rendering.modified;
    this.#name = name;
    this.#rendering = rendering;
    this.#pages = paced(rendering);
  }

  /** Reads that overlap are served in the order they were asked. */
  read(buffer: Uint8Array, position: number): Promise<number> {
    const reading = this.#previousRead.then(() => this.#fill(buffer, position));
    this.#previousRead = reading.catch(() => undefined);
    return reading;
  }

  close(): Promise<void> {
    this.#closing ??= this.#previousRead.then(async () => {
      await this.#pages.return(undefined);
      this.#rendering.close?.();
    });
    return this.#closing;
  }

  async #fill(buffer: Uint8Array, position: number): Promise<number> {
    const wanted = Math.max(0, Math.min(buffer.length, this.size - position));
    let filled = 0;
    while (filled < wanted) {
      await this.#turnTo(position + filled);
      const start = position + filled - this.#pageStart;
      const piece = this.#page.subarray(start, start + wanted - filled);
      buffer.set(piece, filled);
      filled += piece.length;
    }
    return filled;
  }

  /** Turns the pages until the one that holds `position`. */
  async #turnTo(position: number): Promise<void> {
    if (position < this.#pageStart) await this.#rewind();
    while (position >= this.#pageStart + this.#page.length) {
      const next = await this.#pages.next();
      // Some of what it is rendered from was forgotten meanwhile.
      if (next.done) throw new Failure("fileShrank", { subject: this.#name });
      this.#pageStart += this.#page.length;
      this.#page = next.value;
    }
  }

  async #rewind(): Promise<void> {
    await this.#pages.return(undefined);
    this.#pages = paced(this.#rendering);
    this.#page = new Uint8Array();
    this.#pageStart = 0;
  }
}

async function measure(rendering: Rendering): Promise<number> {
  let size = 0;
  for await (const page of paced(rendering)) size += page.length;
  return size;
}

/** The pages, with others served in between. */
async function* paced(rendering: Rendering): AsyncGenerator<Uint8Array, undefined> {
  for await (const page of rendering.pages()) {
    yield page;
    await othersServed();
  }
}
