import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOKEN } from "./played-controller.ts";

const ENTRY = join(import.meta.dirname, "relais.ts");

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output holds `text`. */
  printed(text: string): Promise<void>;
}

const environment = (more: Readonly<Record<string, string>>) => ({
  PATH: process.env.PATH,
  LANG: "en_US.UTF-8",
  RELAIS_TOKEN: TOKEN,
  RELAIS_DATA: mkdtempSync(join(tmpdir(), "relais-cli-")),
  ...more,
});

/** Starts the real program as a process of its own. */
export function startRelais(line: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return follow(spawn(process.execPath, [ENTRY, ...line], { env: environment(env) }));
}

/** The same on a terminal: `script` (of every Debian) gives it one for all three streams. */
export function startOnTerminal(line: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const command = [process.execPath, ENTRY, ...line].map((word) => `'${word}'`).join(" ");
  return follow(spawn("script", ["-qefc", command, "/dev/null"], { env: environment({ TERM: "xterm", ...env }) }));
}

export function relais(line: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return startRelais(line, env).ended;
}

function follow(child: ChildProcess): Running {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return {
    child,
    ended: once(child, "close").then(([exit]) => ({ exit: exit as number | null, out, err })),
    printed: async (text) => {
      while (!out.includes(text)) await once(child.stdout as NodeJS.ReadableStream, "data");
    },
  };
}
