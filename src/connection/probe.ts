import type { Clock } from "../clock.ts";
import { asFailure, type Failure } from "../errors.ts";
import type { ConnectionConfig } from "./schema.ts";
import type { Login, OpenSession, Session } from "./session.ts";

export const PROBE_STEPS = ["connect", "greeting", "tls", "login", "folder", "write", "rename", "delete"] as const;
export type ProbeStepName = (typeof PROBE_STEPS)[number];

/** One step of a connection test, told as it ends. */
export interface ProbeStep {
  readonly step: ProbeStepName;
  readonly ok: boolean;
  /** The failure's name when it is not ok; the steps after it are not tried. */
  readonly failure: string | undefined;
  readonly reply: string | undefined;
  readonly durationMs: number;
}

/** What opening a session takes, in its order. */
const OPENING: Readonly<Record<ConnectionConfig["security"], readonly ProbeStepName[]>> = {
  none: ["connect", "greeting", "login"],
  "explicit-tls": ["connect", "greeting", "tls", "login"],
  "implicit-tls": ["connect", "tls", "greeting", "login"],
};

/**
 * Walks a connection step by step: connect, greeting, TLS, log-in, folder, write, rename, delete. The last step told is
 * the one that failed, if any. What it writes and the folders it makes are removed again, unless somebody put something
 * into them meanwhile or the test is cut off; its session belongs to nobody else.
 */
export async function* probe(
  config: ConnectionConfig,
  login: Login,
  folder: string,
  open: OpenSession,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<ProbeStep> {
  let since = clock.monotonic();
  const told = (step: ProbeStepName, failure?: Failure, reply?: string): ProbeStep => {
    const now = clock.monotonic();
    const durationMs = Math.round(now - since);
    since = now;
    return { step, ok: failure === undefined, failure: failure?.failure, reply: failure?.reply ?? reply, durationMs };
  };
  const opening = OPENING[config.security];
  let session: Session;
  try {
    session = await open(config, login, signal);
  } catch (error) {
    const failure = asFailure(error);
    const failed = openingStepOf(failure);
    for (const step of opening) {
      if (step === failed) break;
      yield told(step);
    }
    yield told(failed, failure);
    return;
  }
  for (const step of opening) yield told(step, undefined, step === "login" ? session.lastReply : undefined);
  try {
    yield* walkFolder(session, folder, told);
  } finally {
    session.close();
  }
}

async function* walkFolder(
  session: Session,
  folder: string,
  told: (step: ProbeStepName, failure?: Failure, reply?: string) => ProbeStep,
): AsyncIterable<ProbeStep> {
  const base = folder.replace(/\/+$/, "");
  const part = `${base === "" && !folder.startsWith("/") ? "" : `${base}/`}relais-test-${crypto.randomUUID()}.part`;
  const target = part.replace(/\.part$/, ".txt");
  const empty = { size: 0, modified: 0, read: async () => 0, close: async () => {} };
  const made: string[] = [];
  const steps: readonly [ProbeStepName, () => Promise<unknown>][] = [
    ["folder", () => session.makeFolders(folder, (level) => made.push(level))],
    ["write", () => session.deliver({ source: empty, part: undefined, target: part, more: false })],
    ["rename", () => session.rename(part, target)],
    ["delete", () => session.remove(target)],
  ];
  try {
    for (const [step, act] of steps) {
      try {
        await act();
        yield told(step, undefined, session.lastReply);
      } catch (error) {
        yield told(step, asFailure(error));
        const written = step === "write" || step === "rename";
        if (written && session.usable) await session.remove(part).catch(() => false);
        return;
      }
    }
  } finally {
    await removeFolders(session, made);
  }
}

/** From below. One that is not empty stays, and so do those above it. */
async function removeFolders(session: Session, made: readonly string[]): Promise<void> {
  try {
    for (const folder of made.toReversed()) await session.removeFolder(folder);
  } catch {
    // Every step was told: what stays is no failure of the connection.
  }
}

/** Which step of the opening a failure belongs to. */
function openingStepOf({ failure }: Failure): ProbeStepName {
  switch (failure) {
    case "greetingTimeout":
    case "greetingBroken":
    case "notFtp":
    case "serverBusy":
      return "greeting";
    case "tlsFailed":
    case "certificateRejected":
    case "protectionRefused":
      return "tls";
    case "addressUnusable":
    case "addressForbidden":
    case "nameNotFound":
    case "nameLookupTimeout":
    case "connectionRefused":
    case "hostUnreachable":
    case "connectTimeout":
      return "connect";
    default:
      return "login";
  }
}
