import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface OverheardLine {
  readonly from: "client" | "server";
  readonly text: string;
}

/** Stands in the control connection to a server, and hears each line before the other side does. Data goes past it. */
export class OverheardControl {
  /** Where the server is. */
  target = { host: "127.0.0.1", port: 0 };
  /** The line is passed on when this has returned. */
  onLine: (line: OverheardLine) => void = () => {};
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();

  static async listen(): Promise<OverheardControl> {
    const control = new OverheardControl();
    control.#listener.listen(0, "127.0.0.1");
    await once(control.#listener, "listening");
    return control;
  }

  private constructor() {
    this.#listener = createServer({ noDelay: true }, (client) => {
      const server = connect({ ...this.target, noDelay: true });
      this.#carry("client", client, server);
      this.#carry("server", server, client);
    });
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #carry(from: OverheardLine["from"], source: Socket, sink: Socket): void {
    this.#sockets.add(source);
    let rest = "";
    source.setEncoding("latin1").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop() ?? "";
      for (const text of lines) {
        this.onLine({ from, text });
        sink.write(`${text}\r\n`, "latin1");
      }
    });
    source.on("end", () => sink.end());
    source.on("error", () => sink.destroy());
    source.on("close", () => this.#sockets.delete(source));
  }
}
