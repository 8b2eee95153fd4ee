import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DialogueLine } from "../../../src/ftp-server/control-connection.ts";
import type { TillSite } from "../till-site.ts";
import { begin, isAsFarAsItGoes, type Scenario, until } from "../trial.ts";
import type { Recording } from "./crashes.ts";
import type { StoredFile, Tree } from "./disk.ts";
import { type Op, TRACED, traceOps } from "./trace.ts";

/** The exchange is over when nothing has happened for so long. */
const STILL_MS = 1_500;

/**
 * Records one exchange on a quiet site, whose till and back office do not work meanwhile: what they did would be part of
 * the disk as well. Needs `strace`.
 */
export async function record(site: TillSite, scenario: Exclude<Scenario, "all">): Promise<Recording> {
  site.tillWorks = false;
  site.officeWorks = false;
  const file = join(dirname(site.data), "trace");
  const strace = await attach(site.life.pid ?? 0, file);
  const before = new Map(treeOf(site.data));
  try {
    begin(site, scenario);
    // What the site itself puts there was there before, whole and safe.
    if (scenario === "report") for (const [path, stored] of treeOf(site.local)) before.set(path, stored);
    const server = [treeOf(site.remote)];
    const given = { catalogs: site.catalogs.given, requests: site.requests.given, reports: site.reports.given };
    site.onDialogue = changesOf(() => server.push(treeOf(site.remote)));
    let stillSince = performance.now();
    await until(() => {
      if (!isAsFarAsItGoes(site)) stillSince = performance.now();
      return performance.now() - stillSince > STILL_MS;
    });
    strace.kill("SIGINT");
    await once(strace, "exit");
    const ops = traceOps(readFileSync(file, "latin1")).filter((op) => concerns(op, site.data));
    return { scenario, given, data: site.data, before, ops, server };
  } finally {
    site.onDialogue = () => {};
    strace.kill("SIGINT");
  }
}

/** Resolves when every thread of the process is followed. */
async function attach(pid: number, file: string): Promise<ChildProcess> {
  const options = ["-f", "-xx", "-y", "-s", "2000000", "-e", `trace=${TRACED}`, "-e", "signal=none"];
  const strace = spawn("strace", [...options, "-o", file, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    strace.once("error", () =>
      reject(new Error("strace is needed to record what a process does: apt-get install strace")),
    );
    strace.once("exit", () => reject(new Error(`strace cannot follow the controller: ${said}`)));
    strace.stderr?.on("data", (chunk: Buffer) => {
      said += chunk;
      if (/attached/.test(said)) resolve();
    });
  });
  return strace;
}

/** Calls `changed` at the end of each command that may change the server. Replies come in the order of the commands. */
function changesOf(changed: () => void): (line: DialogueLine) => void {
  const asked = new Map<number, string[]>();
  return ({ session, from, text }) => {
    const commands = asked.get(session) ?? [];
    asked.set(session, commands);
    if (from === "client") commands.push(text);
    else if (/^[2-5]/.test(text) && /^(?:STOR|RNTO|DELE) /.test(commands.shift() ?? "")) changed();
  };
}

function concerns(op: Op, data: string): boolean {
  return op.op === "say" || op.path.startsWith(`${data}/`);
}

/** All files below a folder, by their path. */
export function treeOf(folder: string): Tree {
  const tree = new Map<string, StoredFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    tree.set(path, { content: readFileSync(path), modified: statSync(path).mtimeMs });
  }
  return tree;
}
