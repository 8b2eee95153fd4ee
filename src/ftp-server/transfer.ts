import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import type { Clock } from "../clock.ts";
import type { FaultOf } from "./fault-rules.ts";
import { Refusal } from "./refusal.ts";

export interface TransferSettings {
  readonly fault: FaultOf["data"] | undefined;
  /** Data travels under TLS with this. */
  readonly secureContext: SecureContext | undefined;
  readonly clock: Clock;
  /** Destroys the data connection: ABOR, or the end of the session. */
  readonly signal: AbortSignal;
  readonly idleMs: number;
}

const ABORTED = "426 Connection closed; transfer aborted.";

/** One file or listing on its way over a data connection, and the fault it suffers there. Refused with 426 when it breaks. */
export class Transfer {
  readonly #raw: Socket;
  readonly #stream: Socket;
  readonly #settings: TransferSettings;
  readonly #secured: Promise<void>;
  #cut = false;
  /** Its end has been said, and the client's is awaited. */
  #leaves = false;

  constructor(socket: Socket, settings: TransferSettings) {
    const { fault, secureContext, signal, idleMs } = settings;
    this.#raw = socket;
    this.#settings = settings;
    this.#stream =
      secureContext === undefined || fault?.tls !== undefined
        ? socket
        : new TLSSocket(socket, { isServer: true, secureContext });
    this.#secured = new Promise((resolve) => this.#stream.once("secure", resolve));
    this.#stream.on("error", () => socket.destroy());
    this.#stream.setTimeout(idleMs, () => socket.destroy());
    const onAbort = () => socket.destroy();
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    socket.once("close", () => signal.removeEventListener("abort", onAbort));
  }

  /** The final reply the fault asks for, once it has happened. */
  get faultyReply(): string | undefined {
    const { fault } = this.#settings;
    return this.#cut || fault?.end === undefined ? fault?.reply : undefined;
  }

  /** Sends it all and closes the data connection. */
  async send(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#stream.resume();
    await this.#handshake();
    for await (const chunk of this.#shape(this.#contentOr(chunks))) {
      await this.#whileOpen(() => new Promise((resolve) => this.#stream.write(chunk, () => resolve(undefined))));
    }
    if (this.#cut) return this.#end();
    await this.#whileOpen(() => new Promise((resolve) => this.#stream.end(() => resolve(undefined))));
    this.#leaves = true;
  }

  /** What arrives until the client closes the data connection. */
  async *receive(): AsyncGenerator<Uint8Array> {
    await this.#handshake();
    yield* this.#shape(this.#received());
    if (this.#cut) return this.#end();
    this.#leaves = true;
    this.#stream.end();
  }

  /** Leaves nothing of the data connection. One whose last bytes are still under way is closed behind them. */
  close(): void {
    if (!this.#leaves) this.#raw.destroy();
  }

  async *#received(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#stream.iterator({ destroyOnReturn: false })) yield chunk;
    } catch {
      throw new Refusal(ABORTED);
    }
  }

  async *#contentOr(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { content, repeat = 1 } = this.#settings.fault ?? {};
    if (content === undefined) return yield* chunks;
    const times = repeat === "forever" ? Number.POSITIVE_INFINITY : repeat;
    let portion = "";
    for (let n = 1; n <= times; n += 1) {
      portion += content.replaceAll("{n}", String(n));
      if (portion.length < PORTION && n < times) continue;
      yield Buffer.from(portion);
      portion = "";
    }
  }

  /** Lets the chunks through as the fault has it: byte by byte, or only so many bytes. */
  async *#shape(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { everyMs, afterBytes = 0, end } = this.#settings.fault ?? {};
    let left = end === undefined ? Number.POSITIVE_INFINITY : afterBytes;
    if (left === 0) {
      this.#cut = true;
      return;
    }
    for await (const chunk of chunks) {
      const passed = chunk.subarray(0, left);
      if (everyMs === undefined) yield passed;
      else yield* this.#slowly(passed, everyMs);
      left -= passed.length;
      this.#cut = left === 0;
      if (this.#cut) return;
    }
  }

  async *#slowly(chunk: Uint8Array, everyMs: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < chunk.length; at += 1) {
      await this.#whileOpen(() => this.#settings.clock.sleep(everyMs));
      yield chunk.subarray(at, at + 1);
    }
  }

  /** Ends the data connection the way the fault has it: FIN without TLS's closing alert, RST, or silence. */
  async #end(): Promise<void> {
    const { end } = this.#settings.fault ?? {};
    if (end === "stall") return this.#stall();
    if (end === "reset") this.#raw.resetAndDestroy();
    this.#leaves = true;
    this.#raw.end();
    this.#stream.resume();
  }

  /** Waits for the end of the TLS handshake: an empty file's `end` would cut it. */
  async #handshake(): Promise<void> {
    if (this.#settings.fault?.tls === "stall") await this.#stall();
    if (this.#stream !== this.#raw) await this.#whileOpen(() => this.#secured);
  }

  /** For ever, that is until ABOR, the end of the session, or of the data connection. */
  #stall(): Promise<void> {
    return this.#whileOpen(() => new Promise(() => {}));
  }

  /** Waits no longer than the data connection lasts. */
  async #whileOpen(wait: () => Promise<unknown>): Promise<void> {
    if (this.#raw.destroyed) throw new Refusal(ABORTED);
    const closed = Promise.withResolvers<never>();
    const onClose = () => closed.reject(new Refusal(ABORTED));
    this.#raw.once("close", onClose);
    try {
      await Promise.race([wait(), closed.promise]);
    } finally {
      this.#raw.off("close", onClose);
    }
  }
}

const PORTION = 65_536;
