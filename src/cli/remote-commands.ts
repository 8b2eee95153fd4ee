import type { Command } from "commander";
import { Client } from "./client.ts";
import { exportConfiguration, importConfiguration } from "./configuration.ts";
import { authorization } from "./credentials.ts";
import { giveCommand } from "./give-command.ts";
import { showJournal } from "./journal.ts";
import { optionsIn } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { getVariables, pulseVariable, setVariable, watchVariables } from "./variables.ts";

/** Says with which exit code the command line ends. */
export type End = (exit: number) => void;

interface Given {
  readonly url: string;
  readonly data: string;
  readonly wait?: boolean;
  readonly json?: boolean;
  readonly value?: boolean;
  readonly follow?: boolean;
  readonly resource?: string;
  readonly limit: number;
}

/** The commands that talk to a running controller. */
export function addRemoteCommands(program: Command, terminal: Terminal, end: End): void {
  const { texts } = terminal;
  const { option, data, url, json, integer } = optionsIn(texts);
  const clientOf = (given: Given) => new Client(given.url, () => authorization(terminal.env, given.data));
  const add = (parent: Command, usage: string, text: string) =>
    parent
      .command(usage)
      .description(texts(`cli.command.${text}`))
      .addOption(url())
      .addOption(data());

  for (const verb of ["send", "refresh", "poll", "abort"] as const) {
    add(program, `${verb} <resource>`, verb)
      .addOption(option("--wait", "wait"))
      .action(async (resource: string, given: Given) =>
        end(await giveCommand(clientOf(given), terminal, { resource, verb, wait: given.wait ?? false })),
      );
  }

  const vars = program.command("vars").description(texts("cli.command.vars")).helpCommand(false);
  add(vars, "get [match]", "vars.get")
    .addOption(option("--value", "value"))
    .addOption(json())
    .action(async (match: string | undefined, given: Given) => {
      const form = given.json ? "json" : given.value ? "value" : "line";
      end(await getVariables(clientOf(given), terminal, match ?? "**", form));
    });
  add(vars, "set <path> <value>", "vars.set").action(async (path: string, value: string, given: Given) =>
    end(await setVariable(clientOf(given), terminal, path, value)),
  );
  add(vars, "pulse <path>", "vars.pulse").action(async (path: string, given: Given) =>
    end(await pulseVariable(clientOf(given), path)),
  );
  add(vars, "watch [match]", "vars.watch")
    .addOption(json())
    .action(async (match: string | undefined, given: Given) =>
      end(await watchVariables(clientOf(given), terminal, match ?? "**", given.json ?? false)),
    );

  add(program, "journal", "journal")
    .addOption(option("--resource <resource>", "resource"))
    .addOption(option("--limit <n>", "limit").default(50).argParser(integer(1, 1000)))
    .addOption(option("--follow", "follow"))
    .addOption(json())
    .action(async ({ resource, limit, follow = false, json: asJson = false, ...given }: Given) =>
      end(await showJournal(clientOf({ ...given, limit }), terminal, { resource, limit, follow, json: asJson })),
    );
  add(program, "export", "export").action(async (given: Given) =>
    end(await exportConfiguration(clientOf(given), terminal)),
  );
  add(program, "import <file>", "import").action(async (file: string, given: Given) =>
    end(await importConfiguration(clientOf(given), terminal, file)),
  );
}
