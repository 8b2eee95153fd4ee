import { createServer, type Server, type Socket } from "node:net";
import { USUAL } from "./scripted-commands.ts";
import { type Act, portOf, type Script, type ScriptedPlace, ScriptedSession } from "./scripted-session.ts";

/**
 * An FTP server in this process that does what its script says, on a real socket: a well-behaved little server with
 * files in memory, any of whose commands can misbehave. One command after the other, as simple servers do.
 */
export class ScriptedServer implements ScriptedPlace {
  readonly script: Script;
  readonly port: number;
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set(["/"]);
  readonly commands: string[] = [];
  readonly sessions: ScriptedSession[] = [];
  readonly #sockets = new Set<Socket | Server>();

  static async start(script: Script = {}): Promise<ScriptedServer> {
    const listener = createServer({ noDelay: true });
    await new Promise<void>((resolve) => listener.listen(0, script.host ?? "127.0.0.1", resolve));
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

  own<T extends Socket | Server>(socket: T): T {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    return socket;
  }

  usual(verb: string): Act {
    return USUAL[verb] ?? ((call) => call.say("502 Unknown command"));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) {
      if ("destroy" in socket) socket.destroy();
      else socket.close();
    }
  }
}
