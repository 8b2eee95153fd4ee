import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";

export type Ending = "close" | "reset";

/** What came over a data connection, and how it ended. */
export interface Received {
  readonly data: Buffer;
  readonly ending: Ending;
}

/** An FTP client that only says what it is told and shows exactly what came back. */
export class RawClient {
  readonly port: number;
  /** Everything received so far that no reply took. */
  pending = "";
  /** How many times bytes arrived. */
  segments = 0;
  /** Settles when the server ends the control connection. */
  readonly ended: Promise<Ending>;
  #socket: Socket;
  #arrived = Promise.withResolvers<void>();
  #over = false;

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const client = new RawClient(socket, port);
    await once(socket, "connect").catch(() => {});
    return client;
  }

  static async connectTls(port: number): Promise<RawClient> {
    const client = new RawClient(connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }), port);
    return client;
  }

  static async logIn(port: number): Promise<RawClient> {
    const client = await RawClient.connect(port);
    await client.reply();
    await client.ask("USER easy");
    await client.ask("PASS secret");
    return client;
  }

  private constructor(socket: Socket, port: number) {
    open.add(this);
    this.#socket = socket;
    this.port = port;
    this.ended = endingOf(socket);
    void this.ended.then(() => {
      this.#over = true;
      this.#arrived.resolve();
    });
    this.#listen(socket);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  async ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** The next whole reply, its lines joined by `\n`. Fails when the connection ends first. */
  async reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:(\d{3})-.*?\r\n\1 [^\n]*|\d{3} [^\n]*)\r\n/s.exec(this.pending);
      if (whole !== null) {
        this.pending = this.pending.slice(whole[0].length);
        return whole[0].slice(0, -2).replaceAll("\r\n", "\n");
      }
      if (this.#over) throw new Error(`the connection ended after "${this.pending}"`);
      await this.#arrived.promise;
    }
  }

  /** Waits until so many bytes are pending. */
  async receive(bytes: number): Promise<void> {
    while (this.pending.length < bytes && !this.#over) await this.#arrived.promise;
  }

  /** Whether nothing comes for a while, and the connection stays open. */
  async isQuiet(): Promise<boolean> {
    await sleep(150);
    return this.pending === "" && !this.#over;
  }

  /** Opens a data connection by EPSV. With `allowHalfOpen` it is not closed when the server closes its side. */
  async openData(allowHalfOpen = false): Promise<Socket> {
    const [, port] = /\(\|\|\|(\d+)\|\)/.exec(await this.ask("EPSV")) ?? [];
    const socket = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen });
    await once(socket, "connect");
    return socket.on("error", () => {});
  }

  /** RETR and the like: all replies but the last, what came, and the last reply. */
  async fetch(command: string): Promise<Received & { readonly preliminary: string; readonly final: string }> {
    const data = receiveAll(await this.openData());
    const preliminary = await this.ask(command);
    return { ...(await data), preliminary, final: await this.reply() };
  }

  /** STOR and the like. */
  async store(
    command: string,
    content: Uint8Array | string,
  ): Promise<{ readonly ending: Ending; readonly final: string }> {
    const socket = await this.openData();
    const data = receiveAll(socket);
    await this.ask(command);
    socket.end(content);
    const { ending } = await data;
    return { ending, final: await this.reply() };
  }

  async startTls(): Promise<void> {
    const socket: TLSSocket = connectTls({
      socket: this.#socket.removeAllListeners("data"),
      rejectUnauthorized: false,
    });
    this.#socket = socket;
    this.#listen(socket);
    await once(socket, "secureConnect");
  }

  /** Closes the client's side only. */
  endSending(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.segments += 1;
      this.pending += chunk.toString("latin1");
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    });
  }
}

const open = new Set<RawClient>();

/** Closes all clients there are. */
export function closeClients(): void {
  for (const client of open) client.close();
  open.clear();
}

export async function receiveAll(socket: Socket): Promise<Received> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const ending = await endingOf(socket);
  return { data: Buffer.concat(chunks), ending };
}

function endingOf(socket: Socket): Promise<Ending> {
  return new Promise((resolve) => {
    socket.on("error", () => resolve("reset"));
    socket.on("end", () => resolve("close"));
    socket.on("close", () => resolve("close"));
  });
}
