import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { parseRules, type Rule } from "./fault-rules.ts";
import { PRESETS, presetRules } from "./presets.ts";
import { type FtpServer, type FtpServerOptions, startFtpServer } from "./server.ts";

/** What `relais ftp-server` is asked for. */
export interface FtpServerCommandOptions {
  readonly root: string;
  readonly user: string;
  readonly password: string;
  readonly host?: string;
  readonly port?: number;
  readonly readOnly?: boolean;
  /** Files of the certificate and its key (PEM): both or none. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** TLS from the first byte instead of AUTH TLS. */
  readonly tlsImplicit?: boolean;
  /** Names of presets. */
  readonly fault?: readonly string[];
  /** A YAML file with a list of fault rules, which come before the presets'. */
  readonly faults?: string;
  readonly listFaults?: boolean;
  /** Print the dialogues, passwords masked. */
  readonly verbose?: boolean;
}

/**
 * The embedded server alone, until the signal aborts. Prints `ready ftp://HOST:PORT` when it serves.
 * Raises an error that says what is wrong with the options, or why the server cannot start.
 */
export async function runFtpServerCommand(
  options: FtpServerCommandOptions,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  if (options.listFaults) return listFaults(print);
  const server = await startFtpServer(await serverOptions(options, print));
  print(`ready ${addressOf(server, options)}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await server.stop();
}

function listFaults(print: (line: string) => void): void {
  const width = Math.max(...Object.keys(PRESETS).map((name) => name.length));
  for (const [name, { description }] of Object.entries(PRESETS)) print(`${name.padEnd(width)}  ${description}`);
}

async function serverOptions(
  options: FtpServerCommandOptions,
  print: (line: string) => void,
): Promise<FtpServerOptions> {
  const { root, user, password, host, port, readOnly = false, verbose } = options;
  const tls = await readTls(options);
  return {
    root,
    users: { [user]: { password, readOnly } },
    faults: [...(await readRules(options.faults)), ...presetRules(options.fault ?? [])],
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(tls === undefined ? {} : { tls }),
    ...(verbose
      ? { log: ({ session, from, text }) => print(`${session} ${from === "client" ? ">" : "<"} ${text}`) }
      : {}),
  };
}

async function readTls(options: FtpServerCommandOptions): Promise<FtpServerOptions["tls"]> {
  const { tlsCert, tlsKey, tlsImplicit } = options;
  if (tlsCert === undefined && tlsKey === undefined && !tlsImplicit) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw new Error("TLS needs both a certificate and its key");
  return { cert: await readFile(tlsCert), key: await readFile(tlsKey), mode: tlsImplicit ? "implicit" : "explicit" };
}

async function readRules(file: string | undefined): Promise<readonly Rule[]> {
  if (file === undefined) return [];
  try {
    return parseRules(parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function addressOf(server: FtpServer, options: FtpServerCommandOptions): string {
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  return `${options.tlsImplicit ? "ftps" : "ftp"}://${host}:${server.port}`;
}
