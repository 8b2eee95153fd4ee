import { once } from "node:events";
import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import iconv from "iconv-lite";
import type { Clock } from "../clock.ts";
import type { End } from "./fault-rules.ts";
import { LineReader } from "./line-reader.ts";

/** How names travel on the control connection and in listings. */
export type WireEncoding = "utf-8" | "latin1" | "windows-1251";

/** One line of a dialogue, passwords masked. */
export interface DialogueLine {
  /** Number of the session, from 1. */
  readonly session: number;
  readonly from: "client" | "server";
  readonly text: string;
}

export interface ControlSettings {
  readonly clock: Clock;
  readonly encoding: WireEncoding;
  readonly log: (from: DialogueLine["from"], text: string) => void;
  /** Told when a line arrives that may not wait its turn: ABOR. */
  readonly onAbort: () => void;
}

/** With so many lines waiting the peer is not read any more. */
const MAX_WAITING = 64;
/** A closed connection is kept so long for the peer to read the last words. */
const LINGER_MS = 2000;

/** The control connection: lines in, in their order and bounded; replies out, in clear or under TLS. */
export class ControlConnection {
  readonly peerAddress: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly #raw: Socket;
  readonly #settings: ControlSettings;
  readonly #over = new AbortController();
  readonly #departed = new AbortController();
  readonly #reader = new LineReader();
  readonly #lines: string[] = [];
  #stream: Socket;
  #wake: () => void = () => {};
  #muted = false;

  constructor(socket: Socket, settings: ControlSettings) {
    this.peerAddress = plainAddress(socket.remoteAddress);
    this.localAddress = plainAddress(socket.localAddress);
    this.localPort = socket.localPort ?? 0;
    this.#raw = socket;
    this.#stream = socket;
    this.#settings = settings;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on("close", () => this.#finish());
    this.#listen(socket);
  }

  /** Aborted once the client says no more. What it said before is still answered; nothing is drawn out for it. */
  get departed(): AbortSignal {
    return this.#departed.signal;
  }

  get secured(): boolean {
    return this.#stream !== this.#raw;
  }

  /** The next line, without its end; `undefined` when no more will come. After `idleMs` of waiting: 421 and closed. */
  async nextLine(idleMs: number): Promise<string | undefined> {
    const stopWaiting = this.#settings.clock.after(idleMs, () => {
      void this.send("421 Timeout.");
      this.close();
    });
    try {
      while (!this.#over.signal.aborted) {
        const line = this.#lines.shift();
        if (this.#lines.length < MAX_WAITING / 2 && this.#stream.isPaused()) this.#stream.resume();
        if (line !== undefined && !this.#muted) return line;
        if (this.departed.aborted) return undefined;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      return undefined;
    } finally {
      stopWaiting();
    }
  }

  /** Says a reply; `\n` separates its lines. */
  async send(reply: string): Promise<void> {
    if (this.#muted) return;
    this.note(reply);
    await this.write(this.encode(reply));
  }

  encode(reply: string): Buffer {
    return iconv.encode(`${reply.replaceAll("\n", "\r\n")}\r\n`, this.#settings.encoding);
  }

  /** Writes bytes as they are; resolves when more can be taken, or when the connection is over. */
  async write(data: Uint8Array): Promise<void> {
    if (this.#muted || this.#over.signal.aborted || this.#stream.write(data)) return;
    await once(this.#stream, "drain", { signal: this.#over.signal }).catch(() => {});
  }

  /** Puts words said by `write` into the log. */
  note(reply: string): void {
    this.#settings.log("server", reply);
  }

  /** Leaves what arrives from now on to the TLS handshake; commands that came before it in clear are forgotten. */
  hold(): void {
    this.#stream.pause();
    this.#stream.removeAllListeners("data");
    this.#lines.length = 0;
    this.#reader.clear();
  }

  /** Goes on under TLS, as the server. Call `hold` before inviting the client to its handshake. */
  secure(secureContext: SecureContext): void {
    if (this.#muted || this.#over.signal.aborted) return;
    this.hold();
    this.#stream = new TLSSocket(this.#raw, { isServer: true, secureContext });
    this.#listen(this.#stream);
  }

  /** Ends the connection: FIN after all that was said, RST at once, or silence for ever. */
  end(how: End): void {
    if (how === "close") this.close();
    else {
      this.#muted = true;
      this.#stream.resume();
      if (how === "reset") this.#raw.resetAndDestroy();
    }
  }

  /** FIN after all that was said. What still arrives is read and dropped, so that the last words are not lost to an RST. */
  close(): void {
    if (this.#over.signal.aborted) return;
    this.#stream.end();
    this.#stream.resume();
    const stopLingering = this.#settings.clock.after(LINGER_MS, () => this.#raw.destroy());
    this.#raw.once("close", stopLingering);
    this.#finish();
  }

  destroy(): void {
    this.#raw.destroy();
    this.#finish();
  }

  #finish(): void {
    this.#over.abort();
    this.#departed.abort();
    this.#wake();
  }

  #listen(stream: Socket): void {
    stream.on("data", (chunk) => this.#take(chunk));
    stream.on("error", () => this.destroy());
    stream.on("end", () => {
      this.#departed.abort();
      if (this.#muted || this.#over.signal.aborted) this.#raw.destroy();
      this.#wake();
    });
  }

  #take(chunk: Buffer): void {
    if (this.#muted || this.#over.signal.aborted) return;
    const lines = this.#reader.take(chunk);
    if (lines === undefined) {
      void this.send("500 Line too long.");
      this.close();
      return;
    }
    for (const line of lines) this.#arrive(iconv.decode(line, this.#settings.encoding));
    if (this.#lines.length >= MAX_WAITING) this.#stream.pause();
  }

  #arrive(line: string): void {
    this.#settings.log("client", line);
    this.#lines.push(line);
    if (/^ABOR\s*$/i.test(line)) this.#settings.onAbort();
    this.#wake();
  }
}

/** An IPv4 address as such, even on a socket that speaks both. */
export const plainAddress = (address = ""): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
