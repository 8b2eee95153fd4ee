import type { OnReadOpts } from "node:net";
import { Failure } from "../errors.ts";
import type { DataConnection } from "./data-connection.ts";
import type { Sink } from "./session.ts";

/** Below this much room a buffer counts as full. Node never hands over more than this at once. */
const MIN_ROOM = 64 * 1024;

/**
 * Bytes on their way from a data connection to a sink: one buffer fills while the other is written, and the socket is
 * paused while both are taken.
 */
export class Download {
  readonly #sink: Sink;
  readonly #limit: number;
  readonly #buffers: readonly [Buffer, Buffer];
  #data: DataConnection | undefined;
  #filling: 0 | 1 = 0;
  #filled = 0;
  #paused = false;
  #writing: Promise<void> | undefined;

  constructor(sink: Sink, limit: number, buffers: readonly [Buffer, Buffer]) {
    this.#sink = sink;
    this.#limit = limit;
    this.#buffers = buffers;
  }

  /** For a socket that reads straight into the buffers; it stays paused until `receive`. */
  readonly onread: OnReadOpts = {
    // Asked for after each read, and when paused: then what is being written now will be free by the next one.
    buffer: () => (this.#paused ? this.#buffers[this.#other] : this.#room),
    callback: (bytes) => this.#took(bytes),
  };

  /** Receives to the end. Raises `sizeMismatch` beyond the limit, and what the sink raises. */
  async receive(data: DataConnection, direct: boolean): Promise<void> {
    this.#data = data;
    try {
      await data.wait<void>((resolve) => {
        data.socket.once("end", resolve);
        if (direct) data.socket.resume();
        else data.socket.on("data", (piece: Buffer) => this.#copy(piece));
      });
    } finally {
      data.hold();
      await this.#writing;
    }
    if (this.#filled > 0) await this.#sink.write(this.#buffers[this.#filling].subarray(0, this.#filled));
  }

  get #other(): 0 | 1 {
    return this.#filling === 0 ? 1 : 0;
  }

  get #room(): Buffer {
    return this.#buffers[this.#filling].subarray(this.#filled);
  }

  /** A socket that reads pieces of its own: accepted, or TLS. */
  #copy(piece: Buffer): void {
    if (piece.copy(this.#room) < piece.length) this.#data?.break(new Failure("internal"));
    else if (!this.#took(piece.length)) this.#data?.socket.pause();
  }

  /** Answers whether to go on reading. */
  #took(bytes: number): boolean {
    this.#filled += bytes;
    this.#data?.count(bytes);
    if (this.#data && this.#data.moved > this.#limit) {
      this.#data.break(new Failure("sizeMismatch"));
      return false;
    }
    if (this.#room.length >= MIN_ROOM) return true;
    if (this.#writing === undefined) {
      this.#write();
      return true;
    }
    this.#paused = true;
    this.#data?.hold();
    return false;
  }

  #write(): void {
    const piece = this.#buffers[this.#filling].subarray(0, this.#filled);
    this.#filling = this.#other;
    this.#filled = 0;
    this.#writing = (async () => this.#sink.write(piece))();
    this.#writing.then(
      () => this.#written(),
      (reason) => this.#data?.break(reason),
    );
  }

  #written(): void {
    this.#writing = undefined;
    if (!this.#paused) return;
    this.#paused = false;
    this.#write();
    this.#data?.await();
    this.#data?.socket.resume();
  }
}
