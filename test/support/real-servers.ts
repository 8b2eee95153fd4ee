import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { proftpd } from "./real-proftpd.ts";
import { pureFtpd } from "./real-pure-ftpd.ts";
import { pyftpdlib } from "./real-pyftpdlib.ts";
import { type Recipe, SERVER_USER, type ServerKind, unpacked } from "./real-recipe.ts";
import { vsftpd } from "./real-vsftpd.ts";
import { makeTlsAuthority } from "./tls-authority.ts";

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
const HOST = "127.0.0.1";

/** Starts a server and waits for its greeting. Needs root: the servers confine their sessions to the root folder. */
export async function startRealServer(kind: ServerKind, options: ServerOptions = {}): Promise<RealServer> {
  const tls = options.tls ?? "none";
  const folder = await mkdtemp(join(options.parent ?? tmpdir(), `relais-${kind}-`));
  await chmod(folder, 0o755);
  const home = join(folder, "home");
  const root = await makeRoot(home, options.diskSize);
  const authority = tls === "none" ? undefined : await makeTlsAuthority();
  const port = await freePort();
  const { requireTls = false, maxClients, uploadRate } = options;
  const limits = { requireTls, maxClients, uploadRate };
  const recipe = RECIPES[kind];
  const [command, ...args] = await recipe.prepare({ port, home, folder, tls, ...limits, authority });
  const server = spawn(command, args, {
    detached: true, // a group of its own, so that its sessions end with it
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LANG: "C.UTF-8", LD_LIBRARY_PATH: libraryPath(kind) },
  });
  const stop = async () => {
    await endGroup(server);
    if (options.diskSize !== undefined) await run("umount", ["--lazy", root]).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
    await authority?.remove();
  };
  try {
    await greeted(server, port, tls === "implicit");
  } catch (error) {
    await stop();
    throw error;
  }
  const { user, password } = recipe;
  const certificateAuthority = authority?.certificateAuthority;
  return { kind, host: HOST, port, user, password, folder: "/site", root, certificateAuthority, stop };
}

function libraryPath(kind: ServerKind): string {
  const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return [`usr/lib/${triplet}`, `lib/${triplet}`].map((path) => unpacked(kind, path)).join(":");
}

async function makeRoot(home: string, diskSize: number | undefined): Promise<string> {
  const root = join(home, "site");
  await mkdir(root, { recursive: true });
  if (diskSize !== undefined) await run("mount", ["-t", "tmpfs", "-o", `size=${diskSize}m`, "tmpfs", root]);
  await chown(root, SERVER_USER.uid, SERVER_USER.gid);
  return root;
}

/** A port that is free now, below those the system gives to outgoing connections. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<AddressInfo | undefined>((resolve) => {
      probe.once("error", () => resolve(undefined));
      probe.listen(port, HOST, () => resolve(probe.address() as AddressInfo));
    });
    if (free === undefined) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

/** Resolves when the server greets, or, with implicit TLS, accepts; rejects with its output when it ends before. */
async function greeted(server: ChildProcess, port: number, silent: boolean): Promise<void> {
  let output = "";
  server.stdout?.on("data", (chunk) => (output += chunk));
  server.stderr?.on("data", (chunk) => (output += chunk));
  const startedAt = performance.now();
  while (performance.now() - startedAt < 15_000) {
    if (server.exitCode !== null || server.signalCode !== null) break;
    if (await greets(port, silent)) return;
    await sleep(30);
  }
  throw new Error(`${server.spawnargs.join(" ")} does not serve: ${output.slice(-2000)}`);
}

function greets(port: number, silent: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
    socket.once("connect", () => silent && end(true));
    // QUIT, and the server's own end, so that this visit does not count among its clients any more.
    socket.once("data", () => socket.write("QUIT\r\n"));
    socket.on("data", (chunk) => String(chunk).startsWith("221") && socket.once("end", () => end(true)));
  });
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
