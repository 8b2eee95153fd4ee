import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { runCli } from "./cli/program.ts";

/** The process: arguments in, exit code out. What only `run`, `ftp-server` and `back-office` need is loaded by them. */
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
    await runFtpServerCommand(options, stopSignal(), (line) => process.stdout.write(`${line}\n`));
    return 0;
  },
  backOffice: async (options, show) => {
    const { runBackOfficeCommand } = await import("./back-office/command.ts");
    // Lines on standard input ask for a file at once.
    const listen = (demand: (kind: "catalog" | "request") => void) =>
      createInterface({ input: process.stdin }).on("line", (line) => {
        if (line === "catalog" || line === "request") demand(line);
      });
    try {
      return await runBackOfficeCommand(options, listen, stopSignal(), show);
    } finally {
      process.stdin.destroy();
    }
  },
});

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
