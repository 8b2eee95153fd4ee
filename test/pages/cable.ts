import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The network between a page and the controller: it can be cut, joined again, and led to a controller on another port. */
export class Cable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number | undefined;

  static async to(url: string): Promise<Cable> {
    const cable = new Cable(url);
    cable.#server.listen(0, "127.0.0.1");
    await once(cable.#server, "listening");
    return cable;
  }

  constructor(url: string) {
    this.join(url);
    this.#server = createServer((near) => this.#carry(near));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  join(url: string): void {
    this.#port = Number(new URL(url).port);
  }

  /** What was on its way is lost, and whoever tries anew is turned away. */
  cut(): void {
    this.#port = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #carry(near: Socket): void {
    if (this.#port === undefined) {
      near.destroy();
      return;
    }
    const far = connect(this.#port, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
