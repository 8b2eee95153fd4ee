import { join } from "node:path";
import type { TlsAuthority } from "./tls-authority.ts";

export const SERVER_KINDS = ["vsftpd", "proftpd", "pure-ftpd", "pyftpdlib"] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** How one kind of server is configured and run in the foreground. */
export interface Recipe {
  readonly user: string;
  readonly password: string;
  /** Writes the configuration; answers the command line. */
  prepare(setup: Setup): Promise<readonly [command: string, ...args: string[]]>;
}

/** What a recipe knows when it writes a server's configuration. */
export interface Setup {
  readonly port: number;
  /** What the account sees as `/`. */
  readonly home: string;
  /** A folder for configuration, logs and whatever the server keeps. */
  readonly folder: string;
  readonly tls: "none" | "explicit" | "implicit";
  readonly requireTls: boolean;
  readonly maxClients: number | undefined;
  readonly uploadRate: number | undefined;
  readonly authority: TlsAuthority | undefined;
}

/** `daemon` of Debian: the servers drop root for it, so that permissions mean something. vsftpd needs its home to exist. */
export const SERVER_USER = { name: "daemon", uid: 1, gid: 1 };

/** Where `scripts/install-test-tools.sh` unpacked a server. */
export function unpacked(kind: ServerKind, path = ""): string {
  return join(import.meta.dirname, "../../.cache/ftp-servers", kind, path);
}

/** The environment of a program that was unpacked: it finds the libraries that came with it. */
export function unpackedEnvironment(kind: ServerKind): NodeJS.ProcessEnv {
  return { ...process.env, LANG: "C.UTF-8", LD_LIBRARY_PATH: libraryPath(kind) };
}

function libraryPath(kind: ServerKind): string {
  const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return [`usr/lib/${triplet}`, `lib/${triplet}`].map((path) => unpacked(kind, path)).join(":");
}
