import { InvalidArgumentError, Option } from "commander";
import { LANGUAGES, type Texts } from "../texts.ts";

/** A month: timers go no further. */
const MAX_SECONDS = 2_000_000;

/** The options that several commands share, described by `cli.option.<name>`. */
export function optionsIn(texts: Texts) {
  const option = (flags: string, name: string) => new Option(flags, texts(`cli.option.${name}`));
  const integer = (min: number, max: number) => (text: string) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(texts("cli.integerExpected", { min, max }));
  };
  const seconds = (text: string) => {
    const number = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && number <= MAX_SECONDS) return number;
    throw new InvalidArgumentError(texts("cli.secondsExpected", { max: MAX_SECONDS }));
  };
  return {
    option,
    integer,
    /** Fractions are allowed. */
    seconds,
    data: () => setting(option("--data <dir>", "data"), "RELAIS_DATA", "./data", String),
    host: () => setting(option("--host <host>", "host"), "RELAIS_HOST", "127.0.0.1", String),
    port: () => setting(option("--port <port>", "port"), "RELAIS_PORT", 8080, integer(0, 65535)),
    names: () =>
      setting<readonly string[]>(option("--names <names>", "names"), "RELAIS_NAMES", [], (text) =>
        text.split(",").map((name) => name.trim()),
      ),
    tlsCertificate: () => option("--tls-certificate <file>", "tlsCertificate").env("RELAIS_TLS_CERTIFICATE"),
    tlsKey: () => option("--tls-key <file>", "tlsKey").env("RELAIS_TLS_KEY"),
    url: () => setting(option("--url <url>", "url"), "RELAIS_URL", "http://127.0.0.1:8080", String),
    json: () => option("--json", "json"),
    lang: () => option("--lang <language>", "lang").choices(LANGUAGES),
  };
}

/** An option that a variable can give too. One that is set but empty counts as not set. */
function setting<T extends string | number | readonly string[]>(
  option: Option,
  variable: string,
  otherwise: T,
  read: (text: string) => T,
): Option {
  return option
    .env(variable)
    .default(otherwise)
    .argParser((text) => (text === "" ? otherwise : read(text)));
}
