import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What one command does on the scripted server. */
export type Act = (call: ScriptedCall) => void | Promise<void>;

export interface Script {
  /** The address it listens on; 127.0.0.1 without it. */
  readonly host?: string;
  /** What it says when somebody connects. */
  readonly greet?: (session: ScriptedSession) => void;
  /** What commands do instead of the usual, by their verb. */
  readonly on?: Readonly<Record<string, Act>>;
  readonly features?: readonly string[];
  /** How a reply's bytes are cut into segments. */
  readonly cut?: (reply: string) => readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string; readonly implicit?: boolean };
}

/** What the sessions of one server share. */
export interface ScriptedPlace {
  readonly script: Script;
  readonly port: number;
  readonly files: Map<string, Buffer>;
  readonly folders: Set<string>;
  /** Every command line received, in order. */
  readonly commands: string[];
  /** What a well-behaved server does. */
  usual(verb: string): Act;
  /** Sockets and listeners end with the server. */
  own<T extends Socket | Server>(socket: T): T;
}

/** One client's dialogue. */
export class ScriptedSession {
  readonly server: ScriptedPlace;
  socket: Socket;
  /** Where a rename starts. */
  from = "";
  folder = "/";
  protect = false;
  /** The next data connection, once the client has agreed on one. */
  data: Promise<Socket> | undefined;
  #text = "";
  #said: Promise<void> = Promise.resolve();
  #done: Promise<void> = Promise.resolve();

  constructor(server: ScriptedPlace, socket: Socket) {
    this.server = server;
    this.socket = socket;
    const { tls, greet } = server.script;
    if (tls?.implicit) this.secure();
    else this.#listen();
    if (greet) greet(this);
    else this.say("220 Scripted");
  }

  /** Sends a reply, one line or several, cut as the script has it. */
  say(reply: string): void {
    this.raw(`${reply.replaceAll("\n", "\r\n")}\r\n`);
  }

  raw(text: string): void {
    const pieces = this.server.script.cut?.(text) ?? [text];
    this.#said = pieces.reduce(async (before, piece) => {
      await before;
      if (!this.socket.writable) return;
      await new Promise((resolve) => this.socket.write(piece, "latin1", resolve));
      // The next piece goes in a segment of its own.
      if (pieces.length > 1) await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }, this.#said);
  }

  /** Continues under TLS. */
  secure(): void {
    const { key, cert } = this.server.script.tls ?? {};
    this.socket.removeAllListeners("data");
    this.socket = new TLSSocket(this.socket, { isServer: true, key, cert });
    this.socket.on("error", () => {});
    this.#listen();
  }

  /** The data connection, protected when the client asked for that. */
  async open(): Promise<Socket> {
    const socket = await (this.data as Promise<Socket>);
    this.data = undefined;
    if (!this.protect) return socket;
    const { key, cert } = this.server.script.tls ?? {};
    const secured = new TLSSocket(socket, { isServer: true, key, cert });
    secured.on("error", () => {});
    return secured;
  }

  #listen(): void {
    this.socket.on("data", (bytes: Buffer) => {
      this.#text += bytes.toString("latin1");
      const lines = this.#text.split("\r\n");
      this.#text = lines.pop() ?? "";
      for (const line of lines) this.#take(line);
    });
  }

  #take(line: string): void {
    this.server.commands.push(line);
    const [verb = "", ...words] = line.split(" ");
    const act = this.server.script.on?.[verb] ?? this.server.usual(verb);
    const call = new ScriptedCall(this, verb, words.join(" "));
    this.#done = this.#done.then(() => act(call));
  }
}

/** One command that a scripted server received. */
export class ScriptedCall {
  readonly session: ScriptedSession;
  readonly verb: string;
  readonly argument: string;

  constructor(session: ScriptedSession, verb: string, argument: string) {
    this.session = session;
    this.verb = verb;
    this.argument = argument;
  }

  get server(): ScriptedPlace {
    return this.session.server;
  }

  /** The path it is about, absolute. */
  get path(): string {
    if (this.argument.startsWith("/")) return this.argument;
    return `${this.session.folder}/${this.argument.replace(/^\.\/?/, "")}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  }

  say(reply: string): void {
    this.session.say(reply);
  }

  /** Does what a well-behaved server would. */
  async usual(): Promise<void> {
    await this.server.usual(this.verb)(this);
  }

  /** Listens for the client's data connection, and answers the port. */
  async listen(): Promise<number> {
    const listener = this.server.own(createServer({ noDelay: true }));
    this.session.data = once(listener, "connection").then(([socket]) => {
      listener.close();
      return this.server.own(socket as Socket);
    });
    await new Promise<void>((resolve) => listener.listen(0, this.session.socket.localAddress, resolve));
    return portOf(listener);
  }

  /** Calls the client's data port. */
  call(port: number, host = this.session.socket.localAddress): void {
    this.session.data = new Promise((resolve, reject) => {
      const socket = this.server.own(connect({ port, host: host ?? "127.0.0.1" }, () => resolve(socket)));
      socket.on("error", reject);
    });
    this.session.data.catch(() => {});
  }

  /** 150, the bytes, the end, 226. */
  async send(content: Uint8Array | string): Promise<void> {
    this.say("150 Here it comes");
    const socket = await this.session.open();
    const sent = await new Promise((resolve) => {
      socket.once("close", () => resolve(false));
      socket.end(content, () => resolve(true));
    });
    this.say(sent ? "226 Sent" : "426 Broken");
  }
}

export function portOf(listener: Server): number {
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}
