import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { greeted } from "./real-greeting.ts";
import { proftpd } from "./real-proftpd.ts";
import { pureFtpd } from "./real-pure-ftpd.ts";
import { pyftpdlib } from "./real-pyftpdlib.ts";
import { type Recipe, SERVER_USER, type ServerKind, unpackedEnvironment } from "./real-recipe.ts";
import { vsftpd } from "./real-vsftpd.ts";
import { makeTlsAuthority, type TlsAuthority } from "./tls-authority.ts";

const run = promisify(execFile);

export interface ServerOptions {
  readonly tls?: "none" | "explicit" | "implicit";
  /** Log-ins in clear are refused (explicit TLS only). */
  readonly requireTls?: boolean;
  readonly maxClients?: number;
  /** Limit of one upload, in KiB per second (without TLS: pyftpdlib limits no other). */
  readonly uploadRate?: number;
  /** Puts the folder on a file system of this size in MiB, which then can be full. */
  readonly diskSize?: number;
  /** Where the server's folder is made; the system's temporary folder without it. */
  readonly parent?: string;
}

/** A running FTP server on loopback with one account. */
export interface RealServer {
  readonly kind: ServerKind;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The one remote folder where the account may write: vsftpd accepts no `/` that its account could write to. */
  readonly folder: "/site";
  /** Where `folder` is on disk. */
  readonly root: string;
  /** PEM of the authority that signed its certificate, when it speaks TLS. */
  readonly certificateAuthority: string | undefined;
  /** Ends the server with all its sessions, and removes its files. Idempotent. */
  stop(): Promise<void>;
}

const RECIPES: Record<ServerKind, Recipe> = { vsftpd, proftpd, "pure-ftpd": pureFtpd, pyftpdlib };

/** Starts a server and waits for its greeting. Needs root: the servers confine their sessions to the root folder. */
export async function startRealServer(kind: ServerKind, options: ServerOptions = {}): Promise<RealServer> {
  const { tls = "none", requireTls = false, maxClients, uploadRate, diskSize } = options;
  const folder = await mkdtemp(join(options.parent ?? tmpdir(), `relais-${kind}-`));
  const home = join(folder, "home");
  const root = join(home, "site");
  const port = await freePort();
  const recipe = RECIPES[kind];
  let authority: TlsAuthority | undefined;
  let server: ChildProcess | undefined;
  const stop = async () => {
    if (server !== undefined) await endGroup(server);
    if (diskSize !== undefined) await run("umount", ["--lazy", root]).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
    await authority?.remove();
  };
  try {
    await chmod(folder, 0o755);
    await makeRoot(root, diskSize);
    if (tls !== "none") authority = await makeTlsAuthority();
    const setup = { port, home, folder, tls, requireTls, maxClients, uploadRate, authority };
    const [command, ...args] = await recipe.prepare(setup);
    server = spawn(command, args, {
      detached: true, // a group of its own, so that its sessions end with it
      stdio: ["ignore", "pipe", "pipe"],
      env: unpackedEnvironment(kind),
    });
    await greeted(server, port, tls === "implicit");
  } catch (error) {
    await stop();
    throw error;
  }
  const { user, password } = recipe;
  const certificateAuthority = authority?.certificateAuthority;
  return { kind, host: "127.0.0.1", port, user, password, folder: "/site", root, certificateAuthority, stop };
}

async function makeRoot(root: string, diskSize: number | undefined): Promise<void> {
  await mkdir(root, { recursive: true });
  if (diskSize !== undefined) await run("mount", ["-t", "tmpfs", "-o", `size=${diskSize}m`, "tmpfs", root]);
  await chown(root, SERVER_USER.uid, SERVER_USER.gid);
}

/** A port that is free now, below those the system gives to outgoing connections. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<AddressInfo | undefined>((resolve) => {
      probe.once("error", () => resolve(undefined));
      probe.listen(port, "127.0.0.1", () => resolve(probe.address() as AddressInfo));
    });
    if (free === undefined) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

async function endGroup(server: ChildProcess): Promise<void> {
  if (server.pid === undefined) return;
  const ended = server.exitCode !== null || server.signalCode !== null;
  const closed = ended ? undefined : new Promise((resolve) => server.once("exit", resolve));
  try {
    process.kill(-server.pid, "SIGKILL");
  } catch {
    return; // the whole group is gone already
  }
  await closed;
}
