import { Help, type HelpConfiguration, type Option } from "commander";
import type { Texts } from "../texts.ts";

/** Help pages in the user's language: headings are translated, and an option shows its variable and default. */
export function helpIn(texts: Texts): HelpConfiguration {
  const headings: Readonly<Record<string, string>> = {
    "Usage:": texts("cli.help.usage"),
    "Options:": texts("cli.help.options"),
    "Commands:": texts("cli.help.commands"),
  };
  return {
    helpWidth: 100,
    styleTitle: (heading) => headings[heading] ?? heading,
    optionDescription: describeOption,
    subcommandTerm: (command) => new Help().subcommandTerm(command).replace(" [options]", ""),
  };
}

function describeOption({ description, envVar, defaultValue, argChoices }: Option): string {
  const values = [argChoices?.join(" | "), envVar, defaultValue].filter((value) => value !== undefined);
  return values.length === 0 ? description : `${description} [${values.join(", ")}]`;
}
