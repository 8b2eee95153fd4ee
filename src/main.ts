import { readFileSync } from "node:fs";
import process from "node:process";
import { runCli } from "./cli/program.ts";

/** The process: arguments in, exit code out. What only `run` and `ftp-server` need is loaded by them. */
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  run: async (options) => {
    const { run } = await import("./run.ts");
    return run(options, version);
  },
  ftpServer: async (options) => {
    const { runFtpServerCommand } = await import("./ftp-server/command.ts");
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    await runFtpServerCommand(options, stop.signal, (line) => process.stdout.write(`${line}\n`));
    return 0;
  },
});
