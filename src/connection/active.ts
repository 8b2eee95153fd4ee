import { createServer, isIPv6, type Server, type Socket } from "node:net";
import { Failure } from "../errors.ts";
import type { ControlChannel } from "./control.ts";
import { dataLimits, plainAddress, type Rendezvous } from "./rendezvous.ts";
import { wait } from "./wait.ts";

/** Active mode: we listen on the control connection's own address, the server calls once (RFC 959 PORT, RFC 2428 EPRT). */
export class ActiveRendezvous implements Rendezvous {
  readonly command: string;
  readonly options = {};
  readonly #channel: ControlChannel;
  readonly #listener: Server;
  #called: (socket: Socket) => void = () => {};
  #gaveUp: (reason: unknown) => void = () => {};
  #socket: Socket | undefined;

  /** Listens, within `ports` when given. Raises `dataConnectionRefused` when no port is free. */
  static async listen(
    verb: "EPRT" | "PORT",
    channel: ControlChannel,
    ports: readonly [number, number] | undefined,
  ): Promise<ActiveRendezvous> {
    const host = plainAddress(channel.socket.localAddress);
    const listener = createServer();
    const port = await listen(listener, host, ports);
    if (channel.signal.aborted) listener.close();
    channel.signal.throwIfAborted();
    return new ActiveRendezvous(verb, channel, listener, host, port);
  }

  private constructor(verb: "EPRT" | "PORT", channel: ControlChannel, listener: Server, host: string, port: number) {
    this.command =
      verb === "EPRT"
        ? `EPRT |${isIPv6(host) ? 2 : 1}|${host}|${port}|`
        : `PORT ${host.replaceAll(".", ",")},${port >> 8},${port & 255}`;
    this.#channel = channel;
    this.#listener = listener;
    const server = plainAddress(channel.socket.remoteAddress);
    listener.on("connection", (socket) => {
      socket.on("error", () => {}); // stays: a late error of a socket that nobody uses must not end the process
      // Anyone may call this port; only the server is answered.
      if (this.#socket !== undefined || plainAddress(socket.remoteAddress) !== server) return void socket.destroy();
      this.#socket = socket;
      listener.close();
      this.#called(socket);
    });
  }

  agreed(): void {}

  get alive(): boolean {
    return this.#listener.listening || this.#socket?.destroyed === false;
  }

  async ready(): Promise<void> {}

  socket(): Promise<Socket> {
    return wait(dataLimits(this.#channel), (resolve, reject) => {
      this.#called = resolve;
      this.#gaveUp = reject;
      if (this.#socket) resolve(this.#socket);
      return (succeeded) => {
        if (!succeeded) this.discard();
      };
    });
  }

  discard(): void {
    this.#listener.close();
    this.#socket?.destroy();
    this.#gaveUp(new Failure("dataConnectionRefused"));
  }
}

async function listen(listener: Server, host: string, ports: readonly [number, number] | undefined): Promise<number> {
  for (const port of candidates(ports)) {
    const listening = await new Promise<boolean>((resolve) => {
      listener.once("error", () => resolve(false));
      listener.listen({ host, port, exclusive: true }, () => resolve(true));
    });
    listener.removeAllListeners("error");
    const address = listener.address();
    if (listening && typeof address === "object" && address) return address.port;
  }
  throw new Failure("dataConnectionRefused");
}

/** Any port, or those of the range from a random one on: an outsider must not know which comes next. */
function* candidates(ports: readonly [number, number] | undefined): Generator<number> {
  if (ports === undefined) return yield 0;
  const [first, last] = [Math.min(...ports), Math.max(...ports)];
  const count = last - first + 1;
  const start = Math.floor(Math.random() * count);
  for (let n = 0; n < count; n += 1) yield first + ((start + n) % count);
}
