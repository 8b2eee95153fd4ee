import { once } from "node:events";
import { mkdir, realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { createSecureContext } from "node:tls";
import { type Clock, systemClock } from "../clock.ts";
import type { DialogueLine, WireEncoding } from "./control-connection.ts";
import type { PortRange } from "./data-connection.ts";
import type { Rule } from "./fault-rules.ts";
import { Faults } from "./faults.ts";
import { Jail } from "./jail.ts";
import { Session, type SessionSettings, type User } from "./session.ts";

export interface FtpServerOptions {
  /** Directory that clients see as `/`; made when missing. */
  readonly root: string;
  /** Accounts by name. There is no anonymous access. */
  readonly users: Readonly<Record<string, User>>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly tls?: {
    /** PEM. */
    readonly key: string | Buffer;
    /** PEM, with the chain. */
    readonly cert: string | Buffer;
    readonly mode: "explicit" | "implicit";
    /** Refuse to talk in clear. */
    readonly required?: boolean;
  };
  /** Ports of passive data connections, first and last; any free port without it. */
  readonly passivePorts?: PortRange;
  readonly greeting?: string;
  readonly faults?: readonly Rule[];
  /** Further sessions are greeted with 421. Default 256. */
  readonly maxSessions?: number;
  /** A session without a command, or a transfer without a byte, for so long is ended. Default 300,000. */
  readonly idleMs?: number;
  /** Of names on the wire; on disk they are UTF-8. Default UTF-8. */
  readonly encoding?: WireEncoding;
  readonly log?: (line: DialogueLine) => void;
  readonly clock?: Clock;
}

export interface FtpServer {
  readonly host: string;
  readonly port: number;
  /** How many sessions are open. */
  readonly sessions: number;
  /** The faults it suffers; may be changed while it serves. */
  readonly faults: Faults;
  /** Stops listening and ends all sessions at once. */
  stop(): Promise<void>;
}

/** An FTP server (RFC 959, 2389, 2428, 3659, 4217) jailed in a directory, that can be told to misbehave. */
export async function startFtpServer(options: FtpServerOptions): Promise<FtpServer> {
  await mkdir(options.root, { recursive: true });
  const sessions = new Set<Session>();
  const faults = new Faults(options.faults);
  const settings: SessionSettings = {
    clock: options.clock ?? systemClock,
    jail: new Jail(await realpath(options.root)),
    faults,
    users: new Map(Object.entries(options.users)),
    greeting: options.greeting ?? "Relais FTP server ready.",
    encoding: options.encoding ?? "utf-8",
    tls: tlsSettings(options.tls),
    passivePorts: options.passivePorts,
    idleMs: options.idleMs ?? 300_000,
    maxSessions: options.maxSessions ?? 256,
    count: () => sessions.size,
    log: options.log ?? (() => {}),
  };

  let opened = 0;
  const listener = createServer({ allowHalfOpen: true }, (socket) => {
    opened += 1;
    const session = new Session(socket, settings, opened);
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
    session.run().catch((error: Error) => socket.destroy(error));
  });
  // Beyond this not even a 421 is said: what a flood of connections may take is bounded.
  listener.maxConnections = settings.maxSessions + 64;
  listener.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 });
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the FTP server has no address");

  return {
    host: address.address,
    port: address.port,
    faults,
    get sessions() {
      return sessions.size;
    },
    stop: async () => {
      const closed = listener.listening ? once(listener, "close") : undefined;
      listener.close();
      for (const session of sessions) session.control.destroy();
      await closed;
    },
  };
}

function tlsSettings(tls: FtpServerOptions["tls"]): SessionSettings["tls"] {
  if (tls === undefined) return undefined;
  const { key, cert, mode, required = false } = tls;
  const context = createSecureContext({ key, cert, minVersion: "TLSv1.2", sessionIdContext: "relais-ftp" });
  return { context, implicit: mode === "implicit", required: required || mode === "implicit" };
}
