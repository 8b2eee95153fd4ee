import process from "node:process";
import { createTexts, type Language, pickLanguage, type Texts } from "../texts.ts";

/** Where a command speaks: results on standard output, everything else on standard error. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly language: Language;
  readonly texts: Texts;
  print(text: string): void;
  /** Says something on standard error, in the user's language. */
  say(key: string, parameters?: Readonly<Record<string, string | number>>): void;
  /** Columns of the terminal that can be drawn on, 0 when standard error is a file or a pipe. */
  readonly columns: number;
  /** Replaces the last line of the terminal. The next `say` or `print` begins a line of its own. */
  draw(line: string): void;
}

const ERASE_LINE = "\r\u001b[K";

/** The terminal of this process. The language is that of `--lang`, else that of the locale, else English. */
export function openTerminal(arguments_: readonly string[]): Terminal {
  const { env, stdout, stderr } = process;
  const language = pickLanguage(wishOf(arguments_), env.LC_ALL, env.LC_MESSAGES, env.LANG);
  const texts = createTexts(language);
  let drawn = false;
  const clear = () => {
    if (drawn) stderr.write(ERASE_LINE);
    drawn = false;
  };
  // `relais journal | head`: the reader has enough, and that is no error.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    env,
    language,
    texts,
    print: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    say: (key, parameters) => {
      clear();
      stderr.write(`${texts(key, parameters)}\n`);
    },
    get columns() {
      // A serial console does not know its width and says 0.
      return stderr.isTTY && env.TERM !== "dumb" ? stderr.columns || 80 : 0;
    },
    draw: (line) => {
      stderr.write(`${ERASE_LINE}${line}`);
      drawn = true;
    },
  };
}

/** The help is written before options are read, so the language is looked up ahead of them. */
function wishOf(arguments_: readonly string[]): string | undefined {
  const at = arguments_.findIndex((argument) => argument === "--lang" || argument.startsWith("--lang="));
  return at === -1 ? undefined : (arguments_[at]?.split("=")[1] ?? arguments_[at + 1]);
}
