import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { RealServer } from "../test/support/real-servers.ts";
import type { Site } from "../test/support/real-site.ts";

const run = promisify(execFile);

/** A program that sends a folder to `/site/target` of the server, whole, each time it is asked. */
export interface Sender {
  readonly name: string;
  send(): Promise<void>;
  /** Most memory the program has had so far, or "" when it ends after each run. */
  peakMemory(): Promise<string>;
}

/** The controller, from the pulse of Send to the commit that shows its end. It is running already, as in use. */
export function controllerSender(site: Site): Sender {
  return {
    name: "controller",
    async send() {
      const { outputs } = await site.command("R00001", "Send");
      if (outputs.Error !== 0) throw new Error(`Send ended with Error ${outputs.Error}: ${outputs.LastReply}`);
    },
    async peakMemory() {
      const status = await readFile(`/proc/${site.controller.pid}/status`, "utf8");
      const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
      return `${Math.round(kibibytes / 1024)} MiB`;
    },
  };
}

export interface LftpOptions {
  /** How many files at once. */
  readonly parallel?: number;
  /** Sends under a temporary name and renames, as the controller does. */
  readonly temporaryNames?: boolean;
}

/** `lftp mirror -R`, its start included. */
export function lftpSender(
  server: RealServer,
  source: string,
  { parallel = 1, temporaryNames = false }: LftpOptions,
): Sender {
  const settings = temporaryNames ? "set xfer:use-temp-file yes; set xfer:temp-file-name *.part; " : "";
  const script = `${settings}mirror -R -P${parallel} ${source} ${server.folder}/target; bye`;
  const address = `ftp://${server.host}:${server.port}`;
  return {
    name: `lftp mirror -R${parallel > 1 ? ` -P${parallel}` : ""}${temporaryNames ? ", temporary names" : ""}`,
    async send() {
      await run("lftp", ["-u", `${server.user},${server.password}`, "-e", script, address]);
    },
    peakMemory: async () => "",
  };
}
