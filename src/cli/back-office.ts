import { type Command, InvalidArgumentError } from "commander";
import type { BackOfficeCommandOptions } from "../back-office/command.ts";
import type { LedgerLine } from "../back-office/happening.ts";
import type { Texts } from "../texts.ts";
import { EXIT, Halt } from "./exit.ts";
import { optionsIn } from "./options.ts";
import type { End } from "./remote-commands.ts";
import type { Terminal } from "./terminal.ts";

/** Answers whether everybody kept to the protocol. */
export type RunBackOffice = (options: BackOfficeCommandOptions, show: (line: LedgerLine) => void) => Promise<boolean>;

/** `relais back-office`: the other side of a till's exchange, for rehearsals. */
export function addBackOfficeCommand(program: Command, terminal: Terminal, run: RunBackOffice, end: End): void {
  const { option, integer, seconds, json } = optionsIn(terminal.texts);
  const day = (text: string) => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
    throw new InvalidArgumentError(terminal.texts("cli.backOffice.dayExpected"));
  };
  program
    .command("back-office")
    .description(terminal.texts("cli.command.backOffice"))
    .addOption(option("--address <address>", "backOffice.address").default("127.0.0.1"))
    .addOption(option("--port <port>", "port").default(21).argParser(integer(1, 65535)))
    .addOption(option("--user <name>", "ftpServer.user").default("easy"))
    .addOption(option("--password <password>", "ftpServer.password").env("RELAIS_FTP_PASSWORD"))
    .addOption(option("--security <how>", "backOffice.security").choices(SECURITIES).default("none"))
    .addOption(option("--authority <file>", "backOffice.authority"))
    .addOption(option("--any-certificate", "backOffice.anyCertificate"))
    .addOption(option("--active", "backOffice.active"))
    .addOption(option("--encoding <name>", "backOffice.encoding").choices(ENCODINGS).default("utf-8"))
    .addOption(option("--profile <name>", "backOffice.profile").choices(PROFILES).default("source"))
    .addOption(option("--catalog <path>", "backOffice.catalog"))
    .addOption(option("--catalog-file <file>", "backOffice.catalogFile"))
    .addOption(option("--items <count>", "backOffice.items").default(1000).argParser(integer(0, 1_000_000)))
    .addOption(option("--catalog-every <seconds>", "backOffice.every").default(0).argParser(seconds))
    .addOption(option("--catalogs <count>", "backOffice.count").argParser(integer(0, MANY)))
    .addOption(option("--overwrite", "backOffice.overwrite"))
    .addOption(option("--request <path>", "backOffice.request"))
    .addOption(option("--from <day>", "backOffice.from").argParser(day))
    .addOption(option("--to <day>", "backOffice.to").argParser(day))
    .addOption(option("--parameters <text>", "backOffice.parameters"))
    .addOption(option("--request-every <seconds>", "backOffice.every").default(0).argParser(seconds))
    .addOption(option("--requests <count>", "backOffice.count").argParser(integer(0, MANY)))
    .addOption(option("--report <path>", "backOffice.report"))
    .addOption(option("--report-marker <path>", "backOffice.reportMarker"))
    .addOption(option("--report-ending <text>", "backOffice.reportEnding"))
    .addOption(option("--reports <count>", "backOffice.count").argParser(integer(0, MANY)))
    .addOption(option("--folder <dir>", "backOffice.folder").default("./reports"))
    .addOption(option("--ledger <file>", "backOffice.ledger").default("./back-office.ledger"))
    .addOption(option("--period <seconds>", "backOffice.period").default(1).argParser(seconds))
    .addOption(option("--limit <seconds>", "backOffice.limit").default(900).argParser(seconds))
    .addOption(json())
    .action(async ({ json: asJson, password, ...given }: Given) => {
      if (password === undefined) throw new Halt(EXIT.usage, "cli.ftpServer.noPassword");
      const nothing = given.catalog === undefined && given.request === undefined && given.report === undefined;
      if (nothing) throw new Halt(EXIT.usage, "cli.backOffice.nothingToDo");
      const show = (line: LedgerLine) => terminal.print(asJson ? JSON.stringify(line) : inWords(line, terminal));
      end((await kept(run, { ...given, password }, show)) ? EXIT.ok : EXIT.wrong);
    });
}

const SECURITIES = ["none", "explicit-tls", "implicit-tls"];
const ENCODINGS = ["utf-8", "latin1", "windows-1251"];
/** Those that are built in. */
const PROFILES = ["source", "frontol", "artix", "wait-flag", "done-file"];
const MANY = 1_000_000_000;

type Given = Omit<BackOfficeCommandOptions, "password"> & { readonly password?: string; readonly json?: boolean };

async function kept(
  run: RunBackOffice,
  options: BackOfficeCommandOptions,
  show: (line: LedgerLine) => void,
): Promise<boolean> {
  try {
    return await run(options, show);
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new Halt(EXIT.usage, "cli.backOffice.failed", { message: cause.message }, cause);
  }
}

/** `14:03:07  Catalog 3 dropped: …`, in the user's language. */
function inWords(line: LedgerLine, { language, texts }: Terminal): string {
  return `${new Date(line.time).toLocaleTimeString(language, { hour12: false })}  ${sentence(line, texts)}`;
}

function sentence(line: LedgerLine, texts: Texts): string {
  switch (line.what) {
    case "breach": {
      const [who, what] = [texts(`backOffice.culprit.${line.by}`), texts(`backOffice.breach.${line.breach}`)];
      return texts("backOffice.breach", { who, remote: line.remote, what });
    }
    case "trouble":
      return texts("backOffice.trouble", { what: texts(`failure.${line.failure}`), detail: line.detail });
    case "recovered":
      return texts("backOffice.recovered");
    case "taken":
      return texts(`backOffice.${line.kind}.taken`, {
        number: line.number,
        remote: line.remote,
        seconds: line.seconds,
      });
    case "collected":
      return texts("backOffice.report.collected", { number: line.number, ...line.file, local: line.local });
    default:
      return texts(`backOffice.${line.kind}.${line.what}`, { number: line.number, ...line.file });
  }
}
