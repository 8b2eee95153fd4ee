import { Command, CommanderError } from "commander";
import type { Language } from "../texts.ts";
import { addBackOfficeCommand, type RunBackOffice } from "./back-office.ts";
import { EXIT, Halt } from "./exit.ts";
import { addFtpServerCommand, type RunFtpServer } from "./ftp-server.ts";
import { helpIn } from "./help.ts";
import { optionsIn } from "./options.ts";
import { addRemoteCommands, type End } from "./remote-commands.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { wrongLine } from "./wrong-line.ts";

export interface RunOptions {
  readonly data: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Names it is reached by, besides its addresses and localhost. */
  readonly names: readonly string[];
  /** Files in PEM: HTTPS with both, HTTP with neither. */
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
  /** `undefined`: only when the data folder is new. */
  readonly demo: boolean | undefined;
  readonly language: Language;
}

/** What the command line starts in its own process. Each answers the exit code. */
export interface Actions {
  readonly version: string;
  run(options: RunOptions): Promise<number>;
  ftpServer: RunFtpServer;
  backOffice: RunBackOffice;
}

/** Runs the command line (without the names of node and script) and answers its exit code. */
export async function runCli(line: readonly string[], actions: Actions): Promise<number> {
  const terminal = openTerminal(line);
  let exit: number = EXIT.ok;
  const program = createProgram(actions, terminal, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync(line, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return endOfLine(error, terminal);
    if (!(error instanceof Halt)) throw error;
    terminal.say(error.key, error.parameters);
    return error.exit;
  }
}

/** commander ends a line by an exception also when all is well: the help or the version was asked for. */
function endOfLine(error: CommanderError, terminal: Terminal): number {
  if (error.exitCode === 0) return EXIT.ok;
  // Without a command, the help was written in place of an error.
  if (error.code !== "commander.help") terminal.say("cli.usage", { detail: wrongLine(error, terminal.texts) });
  return EXIT.usage;
}

export function createProgram(actions: Actions, terminal: Terminal, end: End): Command {
  const { texts } = terminal;
  const options = optionsIn(texts);
  const { option } = options;
  const program = new Command("relais")
    .description(texts("cli.about"))
    .usage(texts("cli.help.commandLine"))
    .version(actions.version, "--version", texts("cli.option.version"))
    .helpOption("--help", texts("cli.option.help"))
    .helpCommand(false)
    .configureHelp(helpIn(texts))
    .configureOutput({ outputError: () => {} })
    .exitOverride();

  program
    .command("run")
    .description(texts("cli.command.run"))
    .addOption(options.data())
    .addOption(options.host())
    .addOption(options.port())
    .addOption(options.names())
    .addOption(options.tlsCertificate())
    .addOption(options.tlsKey())
    .addOption(option("--demo", "demo"))
    .addOption(option("--no-demo", "noDemo"))
    .action(async (given: Omit<RunOptions, "language">) =>
      end(await actions.run({ ...given, language: terminal.language })),
    );
  program
    .command("check <file>")
    .description(texts("cli.command.check"))
    .action(async (file: string) => {
      // The schemas take longer to load than most commands take to run.
      const { check } = await import("./check.ts");
      end(await check(terminal, file));
    });
  addRemoteCommands(program, terminal, end);
  addFtpServerCommand(program, terminal, actions.ftpServer, end);
  addBackOfficeCommand(program, terminal, actions.backOffice, end);

  for (const command of [program, ...program.commands.flatMap((group) => [group, ...group.commands])]) {
    command.addOption(options.lang());
  }
  return program;
}
