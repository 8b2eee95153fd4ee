import { InvalidArgumentError, Option } from "commander";
import { LANGUAGES, type Texts } from "../texts.ts";

/** The options that several commands share, described by `cli.option.<name>`. */
export function optionsIn(texts: Texts) {
  const option = (flags: string, name: string) => new Option(flags, texts(`cli.option.${name}`));
  return {
    option,
    // A variable that is set but empty counts as not set.
    data: () =>
      option("--data <dir>", "data")
        .env("RELAIS_DATA")
        .default("./data")
        .argParser((text) => text || "./data"),
    url: () => option("--url <url>", "url").env("RELAIS_URL").default("http://127.0.0.1:8080"),
    json: () => option("--json", "json"),
    lang: () => option("--lang <language>", "lang").choices(LANGUAGES),
    integer: (min: number, max: number) => (text: string) => {
      const number = Number(text);
      if (/^\d+$/.test(text) && number >= min && number <= max) return number;
      throw new InvalidArgumentError(texts("cli.integerExpected", { min, max }));
    },
  };
}
