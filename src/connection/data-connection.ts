import type { Socket } from "node:net";
import { systemClock } from "../clock.ts";
import { Failure } from "../errors.ts";
import { dataFailure } from "./failure.ts";
import type { OnBytes } from "./session.ts";

const GRACE_MS = 60_000;
const MIN_BYTES_PER_MS = 1024 / 1000;
const CLOSED = { reason: new Failure("dataConnectionBroken") };

/**
 * A data connection while bytes move. It breaks, with the first reason kept, when the socket fails, when the server is
 * waited for longer than the inactivity limit, when the whole transfer falls below 60 s + 1 s per KiB, or when told to.
 */
export class DataConnection {
  readonly socket: Socket;
  readonly #stallMs: number;
  readonly #onBytes: OnBytes | undefined;
  readonly #startedAt = systemClock.monotonic();
  #moved = 0;
  #waiting = false;
  #broken: { readonly reason: unknown } | undefined;
  #onBreak: (reason: unknown) => void = () => {};
  #cancelPace: () => void;

  constructor(socket: Socket, stallMs: number, onBytes: OnBytes | undefined) {
    this.socket = socket;
    this.#stallMs = stallMs;
    this.#onBytes = onBytes;
    this.#cancelPace = systemClock.after(GRACE_MS, () => this.#checkPace());
    socket.on("error", (error) => this.break(dataFailure(error)));
    socket.on("close", () => this.#broken === undefined && this.break(new Failure("dataConnectionBroken")));
    socket.on("timeout", () => this.#waiting && this.break(new Failure("transferStalled")));
    if (socket.destroyed) this.break(dataFailure(socket.errored));
  }

  get moved(): number {
    return this.#moved;
  }

  count(bytes: number): void {
    this.#moved += bytes;
    this.#onBytes?.(bytes);
  }

  /** Waits for the server: what `start` brings, or the reason why the connection broke. One wait at a time. */
  wait<T>(start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#broken) return reject(this.#broken.reason);
      this.#onBreak = reject;
      this.await();
      start(resolve, (reason) => reject(dataFailure(reason)));
    });
  }

  /** From now on it is the server's turn, and its inactivity counts. Writing progress and received bytes start it anew. */
  await(): void {
    this.#waiting = true;
    this.socket.setTimeout(this.#stallMs);
  }

  /** The server has to wait for us. */
  hold(): void {
    this.#waiting = false;
  }

  /** Cuts the connection so that the server sees an error, not an end. */
  break(reason: unknown): void {
    if (this.#broken) return;
    this.#broken = { reason };
    // TLS knows no reset: the missing close_notify tells as much.
    if (!this.socket.destroyed && !("encrypted" in this.socket)) this.socket.resetAndDestroy();
    this.close();
    this.#onBreak(reason);
  }

  /** Idempotent. */
  close(): void {
    this.#broken ??= CLOSED;
    this.#cancelPace();
    this.socket.destroy();
  }

  #checkPace(): void {
    const allowedMs = GRACE_MS + this.#moved / MIN_BYTES_PER_MS;
    const leftMs = allowedMs - (systemClock.monotonic() - this.#startedAt);
    if (leftMs <= 0) this.break(new Failure("transferTooSlow"));
    else this.#cancelPace = systemClock.after(leftMs, () => this.#checkPace());
  }
}
