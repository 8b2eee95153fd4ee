import type { CommanderError } from "commander";
import type { Texts } from "../texts.ts";

/** What commander refuses with words of its own, for which there are texts `cli.wrong.<name>`. */
const TOLD = [
  "unknownCommand",
  "unknownOption",
  "missingArgument",
  "excessArguments",
  "optionMissingArgument",
  "invalidArgument",
];

/** What is wrong with a command line, in the user's language. commander says it in English, the words given in quotes. */
export function wrongLine({ code, message }: CommanderError, texts: Texts): string {
  const name = code.replace("commander.", "");
  if (!TOLD.includes(name)) return message.replace(/^error: /, "");
  const [word = "", value = ""] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted);
  const detail = texts(`cli.wrong.${name}`, { word, value, reason: reasonIn(message, texts) });
  const similar = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
  return similar === undefined ? detail : `${detail} ${texts("cli.wrong.similar", { words: similar })}`;
}

/** Why a value is no good: in our words already, except for a list to choose from. */
function reasonIn(message: string, texts: Texts): string {
  const reason = / is invalid\. (.*)$/s.exec(message)?.[1] ?? "";
  const choices = /^Allowed choices are (.*)\.$/.exec(reason)?.[1];
  return choices === undefined ? reason : texts("cli.wrong.choices", { choices });
}
