import { openSession } from "../../src/connection/open-session.ts";
import type { ConnectionConfig } from "../../src/connection/schema.ts";
import type { Login, Session, Sink } from "../../src/connection/session.ts";
import { Failure } from "../../src/errors.ts";
import type { Source } from "../../src/files/store.ts";
import { LOCAL_CONNECTION } from "./local-connection.ts";
import { ScriptedServer } from "./scripted-server.ts";
import type { Script } from "./scripted-session.ts";

export interface OpenOptions extends Partial<Login> {
  readonly config?: Partial<ConnectionConfig>;
  readonly signal?: AbortSignal;
}

/** A session that a test can await with `await using`; it ends with its server. */
export interface ScriptedDialogue extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly session: Session;
}

export async function dialogue(script: Script = {}, options: OpenOptions = {}): Promise<ScriptedDialogue> {
  const server = await ScriptedServer.start(script);
  try {
    const session = await openOn(server, options);
    const end = async () => {
      session.close();
      await server.stop();
    };
    return { server, session, [Symbol.asyncDispose]: end };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The failure that opening a session on such a server ends with. */
export async function openingFailure(script: Script, options: OpenOptions = {}): Promise<Failure> {
  return failureOf(
    dialogue(script, options).then(async (opened) => {
      await opened[Symbol.asyncDispose]();
    }),
  );
}

export function openOn(server: ScriptedServer, options: OpenOptions = {}): Promise<Session> {
  const { config, signal, ...login } = options;
  return openSession(
    { ...LOCAL_CONNECTION, port: server.port, ...config },
    { user: "easy", password: PASSWORD, passive: true, replyDelayMs: 2_000, ...login },
    signal ?? new AbortController().signal,
  );
}

export const PASSWORD = "s3cret-canary";

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing failed");
}

/** A file to send, from memory. */
export function sourceOf(content: Uint8Array | string): Source {
  const bytes = Buffer.from(content);
  return {
    size: bytes.length,
    modified: 0,
    read: async (buffer, position) => bytes.copy(buffer, 0, position),
    close: async () => {},
  };
}

/** Where received bytes are kept. */
export function keptBytes(): { readonly sink: Sink; readonly content: () => Buffer } {
  const pieces: Buffer[] = [];
  return {
    sink: { write: async (piece) => void pieces.push(Buffer.from(piece)) },
    content: () => Buffer.concat(pieces),
  };
}
