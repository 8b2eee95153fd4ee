import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import { ApiError } from "./errors.ts";
import { type Identity, identityOf } from "./identity.ts";

/** Bytes that may wait for a client: the high-water mark of its socket. Beyond, nothing is written until it has read. */
export const STREAM_BUFFER_BYTES = 64 * 1024;

export const MAX_STREAMS = 500;
const MAX_STREAMS_PER_ACCOUNT = 32;
const STALLED_AFTER_MS = 5_000;
const HEARTBEAT_EVERY_MS = 15_000;
const CHECK_ACCOUNT_EVERY_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

const HEARTBEAT = Buffer.from(":\n\n");

/** A message of `text/event-stream` as bytes, made once however many clients it goes to. JSON holds no line break. */
export function eventFrame(event: string, data: unknown, id?: number): Buffer {
  return Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The number in `Last-Event-ID`, or `undefined` when there is none of ours. */
export function lastEventId(request: FastifyRequest): number | undefined {
  const id = request.headers["last-event-id"];
  return typeof id === "string" && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}

/**
 * One client that listens. It is never waited for: while it is `full` nothing is sent to it, `onRoom` tells when it has
 * read, and one that has not read for five seconds is cut off.
 */
export class EventStream {
  readonly identity: Identity;
  onRoom: () => void = () => {};
  readonly #clock: Clock;
  readonly #response: ServerResponse;
  #fullSince: number | undefined;

  constructor(identity: Identity, response: ServerResponse, clock: Clock) {
    this.identity = identity;
    this.#clock = clock;
    this.#response = response;
    response.on("drain", () => {
      this.#fullSince = undefined;
      this.onRoom();
    });
    // A reset is one of the ways a client leaves; "close" follows.
    response.on("error", () => {});
  }

  get full(): boolean {
    return this.#fullSince !== undefined;
  }

  get stalled(): boolean {
    return this.#fullSince !== undefined && this.#clock.monotonic() - this.#fullSince > STALLED_AFTER_MS;
  }

  send(frame: Buffer): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (!this.#response.write(frame)) this.#fullSince ??= this.#clock.monotonic();
  }

  end(): void {
    this.#response.end();
  }

  /** Drops the connection with whatever waits for it. */
  cut(): void {
    this.#response.destroy();
  }
}

/** The streams that are open: how many, whether they still may be, and whether their clients still read. */
export class EventStreams {
  readonly #clock: Clock;
  readonly #open = new Set<EventStream>();
  readonly #stopLooking: readonly (() => void)[];
  #cut = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stopLooking = [
      clock.every(LOOK_EVERY_MS, () => this.#cutWhere((stream) => stream.stalled)),
      clock.every(CHECK_ACCOUNT_EVERY_MS, () => this.#cutWhere(({ identity }) => identity.current() === undefined)),
      clock.every(HEARTBEAT_EVERY_MS, () => this.#beat()),
    ];
  }

  get count(): number {
    return this.#open.size;
  }

  /** How many were cut off so far. */
  get cutCount(): number {
    return this.#cut;
  }

  /** Turns the answer into a stream of events. Raises `tooManyStreams`. */
  open(request: FastifyRequest, reply: FastifyReply): EventStream {
    const identity = identityOf(request);
    const own = [...this.#open].filter((stream) => stream.identity.account.name === identity.account.name);
    if (this.count >= MAX_STREAMS || own.length >= MAX_STREAMS_PER_ACCOUNT) {
      throw new ApiError("tooManyStreams", "too many event streams are open", { retryAfterSeconds: 5 });
    }
    reply.hijack();
    request.socket.setTimeout(0);
    reply.raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    const stream = new EventStream(identity, reply.raw, this.#clock);
    this.#open.add(stream);
    reply.raw.on("close", () => this.#open.delete(stream));
    // The head goes out with the first bytes of the body.
    stream.send(HEARTBEAT);
    return stream;
  }

  /** Ends the streams of a browser session that logs out. */
  endSession(token: string): void {
    for (const stream of this.#open) if (stream.identity.session === token) stream.end();
  }

  stop(): void {
    for (const stop of this.#stopLooking) stop();
    for (const stream of this.#open) stream.end();
  }

  #cutWhere(condition: (stream: EventStream) => boolean): void {
    for (const stream of [...this.#open].filter(condition)) {
      this.#open.delete(stream);
      stream.cut();
      this.#cut += 1;
    }
  }

  #beat(): void {
    for (const stream of this.#open) if (!stream.full) stream.send(HEARTBEAT);
  }
}
