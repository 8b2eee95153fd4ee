import type { Command } from "commander";
import type { FtpServerCommandOptions } from "../ftp-server/command.ts";
import { EXIT, Halt } from "./exit.ts";
import { optionsIn } from "./options.ts";
import type { End } from "./remote-commands.ts";
import type { Terminal } from "./terminal.ts";

export type RunFtpServer = (options: FtpServerCommandOptions) => Promise<number>;

/** `relais ftp-server`: the embedded server alone, its faults included. */
export function addFtpServerCommand(program: Command, { texts }: Terminal, run: RunFtpServer, end: End): void {
  const { option, integer } = optionsIn(texts);
  program
    .command("ftp-server")
    .description(texts("cli.command.ftpServer"))
    .addOption(option("--root <dir>", "ftpServer.root").default("./ftp"))
    .addOption(option("--user <name>", "ftpServer.user").default("easy"))
    .addOption(option("--password <password>", "ftpServer.password").env("RELAIS_FTP_PASSWORD"))
    .addOption(option("--host <host>", "host").default("127.0.0.1"))
    .addOption(option("--port <port>", "port").default(2121).argParser(integer(0, 65535)))
    .addOption(option("--read-only", "ftpServer.readOnly"))
    .addOption(option("--tls-cert <file>", "ftpServer.tlsCert"))
    .addOption(option("--tls-key <file>", "ftpServer.tlsKey"))
    .addOption(option("--tls-implicit", "ftpServer.tlsImplicit"))
    .addOption(option("--fault <name...>", "ftpServer.fault"))
    .addOption(option("--faults <file>", "ftpServer.faults"))
    .addOption(option("--list-faults", "ftpServer.listFaults"))
    .addOption(option("--verbose", "ftpServer.verbose"))
    .action(async ({ password, ...given }: Given) => {
      if (password === undefined && !given.listFaults) throw new Halt(EXIT.usage, "cli.ftpServer.noPassword");
      try {
        end(await run({ ...given, password: password ?? "" }));
      } catch (cause) {
        throw new Halt(EXIT.usage, "cli.ftpServer.failed", { message: (cause as Error).message }, cause);
      }
    });
}

type Given = Omit<FtpServerCommandOptions, "password"> & { readonly password?: string };
