import { readFileSync } from "node:fs";
import process from "node:process";
import { runCli } from "./cli/program.ts";
import { runFtpServerCommand } from "./ftp-server/command.ts";
import { run } from "./run.ts";

/** The process: arguments in, exit code out. */
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  run: (options) => run(options, version),
  ftpServer: async (options) => {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    await runFtpServerCommand(options, stop.signal, (line) => process.stdout.write(`${line}\n`));
    return 0;
  },
});
