import { setImmediate as othersServed } from "node:timers/promises";
import { Failure } from "../errors.ts";
import type { Source } from "../files/store.ts";
import type { CsvDay } from "./csv-day.ts";

/** A day's CSV opened for reading, one page in memory at a time. Reading backwards renders it again from its beginning. */
export class CsvSource implements Source {
  readonly size: number;
  readonly modified: number;
  readonly #name: string;
  readonly #day: CsvDay;
  #pages: Iterator<Buffer>;
  #page: Uint8Array = new Uint8Array();
  #pageStart = 0;
  #previousRead: Promise<unknown> = Promise.resolve();

  constructor(name: string, day: CsvDay, size: number) {
    this.size = size;
    this.modified = day.summary.modified;
    this.#name = name;
    this.#day = day;
    this.#pages = day.pages();
  }

  /** Reads that overlap are served in the order they were asked. */
  read(buffer: Uint8Array, position: number): Promise<number> {
    const reading = this.#previousRead.then(() => this.#fill(buffer, position));
    this.#previousRead = reading.catch(() => undefined);
    return reading;
  }

  async close(): Promise<void> {
    this.#day.close();
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
    if (position < this.#pageStart) this.#rewind();
    while (position >= this.#pageStart + this.#page.length) {
      const next = this.#pages.next();
      // Retention took lines of this day meanwhile.
      if (next.done) throw new Failure("fileShrank", { subject: this.#name });
      this.#pageStart += this.#page.length;
      this.#page = next.value;
      await othersServed();
    }
  }

  #rewind(): void {
    this.#pages = this.#day.pages();
    this.#page = new Uint8Array();
    this.#pageStart = 0;
  }
}
