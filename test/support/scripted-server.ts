import { createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { ScriptedCall, USUAL } from "./scripted-commands.ts";

/** What one command does on the scripted server. */
export type Act = (call: ScriptedCall) => void | Promise<void>;

export interface Script {
  /** What it says when somebody connects. */
  readonly greet?: (session: ScriptedSession) => void;
  /** What commands do instead of the usual, by their verb. */
  readonly on?: Readonly<Record<string, Act>>;
  readonly features?: readonly string[];
  /** How a reply's bytes are cut into segments. */
  readonly cut?: (reply: string) => readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string; readonly implicit?: boolean };
}

/**
 * An FTP server in this process that does what its script says, on a real socket: a well-behaved little server with
 * files in memory, any of whose commands can misbehave. One command after the other, as simple servers do.
 */
export class ScriptedServer {
  readonly script: Script;
  readonly port: number;
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set(["/"]);
  /** Every command line received, in order. */
  readonly commands: string[] = [];
  readonly sessions: ScriptedSession[] = [];
  readonly #sockets = new Set<Socket | Server>();

  static async start(script: Script = {}): Promise<ScriptedServer> {
    const listener = createServer({ noDelay: true });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    return new ScriptedServer(script, listener);
  }

  private constructor(script: Script, listener: Server) {
    this.script = script;
    this.port = portOf(listener);
    this.own(listener);
    listener.on("connection", (socket) => {
      this.own(socket);
      this.sessions.push(new ScriptedSession(this, socket));
    });
  }

  /** Whether no client is connected any more, by control or data connection. */
  get deserted(): boolean {
    return [...this.#sockets].every((socket) => !("remoteAddress" in socket));
  }

  /** Sockets and listeners end with the server. */
  own<T extends Socket | Server>(socket: T): T {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    return socket;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) "destroy" in socket ? socket.destroy() : socket.close();
  }
}

/** One client's dialogue. */
export class ScriptedSession {
  readonly server: ScriptedServer;
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

  constructor(server: ScriptedServer, socket: Socket) {
    this.server = server;
    this.socket = socket;
    const { tls, greet } = server.script;
    if (tls?.implicit) this.secure();
    this.#listen();
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
    const act = this.server.script.on?.[verb] ?? USUAL[verb] ?? ((call) => call.say("502 Unknown command"));
    const call = new ScriptedCall(this, verb, words.join(" "));
    this.#done = this.#done.then(() => act(call));
  }
}

export function portOf(listener: Server): number {
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}
