import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { plainAddress } from "./control-connection.ts";
import { Refusal } from "./refusal.ts";

/** How the next data connection comes about: the client dials in, or is dialled. It serves one transfer. */
export interface DataPort {
  /** The data connection. Refused with 425 when it does not come; rejects with the signal's reason when that comes first. */
  connect(signal: AbortSignal): Promise<Socket>;
  /** Gives up what was not taken by `connect`. */
  close(): void;
}

export type PortRange = readonly [first: number, last: number];

const DEADLINE_MS = 20_000;
const NO_CONNECTION = "425 Cannot open data connection.";

/** A listener for one data connection, from the control connection's peer and nobody else (PASV, EPSV). */
export class PassivePort implements DataPort {
  readonly port: number;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #arrived = Promise.withResolvers<Socket>();
  #socket: Socket | undefined;

  static async listen(address: string, peer: string, ports: PortRange | undefined, clock: Clock): Promise<PassivePort> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    await listenWithin(server, address, ports);
    return new PassivePort(server, peer, clock);
  }

  private constructor(server: Server, peer: string, clock: Clock) {
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    this.#server = server;
    this.#clock = clock;
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      if (plainAddress(socket.remoteAddress) !== peer || this.#socket !== undefined) return void socket.destroy();
      this.#socket = socket;
      this.#arrived.resolve(socket);
      server.close();
    });
  }

  async connect(signal: AbortSignal): Promise<Socket> {
    const late = new AbortController();
    const stopWaiting = this.#clock.after(DEADLINE_MS, () => late.abort(new Refusal(NO_CONNECTION)));
    try {
      const socket = await unlessAborted(this.#arrived.promise, AbortSignal.any([signal, late.signal]));
      this.#socket = undefined;
      return socket;
    } finally {
      stopWaiting();
      this.close();
    }
  }

  /** Stops listening: whoever was sent here is refused from now on. */
  refuse(): void {
    this.#server.close();
    this.#arrived.promise.catch(() => {});
    this.#arrived.reject(new Refusal(NO_CONNECTION));
  }

  close(): void {
    this.#server.close();
    this.#socket?.destroy();
  }
}

/** Dials the client where it listens (PORT, EPRT). */
export class ActivePort implements DataPort {
  readonly #port: number;
  readonly #peer: string;
  readonly #localAddress: string;

  constructor(port: number, peer: string, localAddress: string) {
    this.#port = port;
    this.#peer = peer;
    this.#localAddress = localAddress;
  }

  async connect(signal: AbortSignal): Promise<Socket> {
    const where = { port: this.#port, host: this.#peer, localAddress: this.#localAddress };
    const socket = connect({ ...where, noDelay: true, allowHalfOpen: true });
    try {
      await once(socket, "connect", { signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
    } catch {
      socket.on("error", () => {}).destroy();
      signal.throwIfAborted();
      throw new Refusal(NO_CONNECTION);
    }
    return socket.on("error", () => {});
  }

  close(): void {}
}

/** Listens on a free port of the range, beginning anywhere in it, so that a port is not soon used again. */
async function listenWithin(server: Server, host: string, ports: PortRange | undefined): Promise<void> {
  const [first, last] = ports ?? [0, 0];
  const count = last - first + 1;
  const start = randomInt(count);
  for (let tried = 0; tried < count; tried += 1) {
    try {
      server.listen({ host, port: first + ((start + tried) % count), backlog: 4 });
      await once(server, "listening");
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  throw new Refusal("425 No free port for a data connection.");
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
