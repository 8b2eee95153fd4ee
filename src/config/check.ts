import { readFile, stat } from "node:fs/promises";
import { MAX_BYTES, readDocument } from "./document.ts";
import { fault, isError } from "./faults.ts";
import { setFixedAside } from "./fixed-members.ts";
import { ruleFaults } from "./rules.ts";
import type { Config, ConfigFault } from "./schema.ts";
import { schemaFaults } from "./schema-faults.ts";
import type { Environment } from "./secrets.ts";

/** A configuration that was looked at: with its defaults when nothing is wrong, and every fault, in order of lines. */
export interface Checked {
  readonly config: Config | undefined;
  readonly faults: readonly ConfigFault[];
}

/** Says everything that is wrong with a file. A missing one is an empty configuration, of which `content` is undefined. */
export async function checkFile(
  file: string,
  options: { readonly environment: Environment },
): Promise<Checked & { readonly content: Buffer | undefined }> {
  const size = (await stat(file).catch(ifMissing))?.size;
  if (size === undefined) return { ...checkText("", options), content: undefined };
  if (size > MAX_BYTES) return { ...refusal("tooLarge"), content: undefined };
  const content = await readFile(file);
  const text = decode(content);
  return text === undefined ? { ...refusal("notUtf8"), content } : { ...checkText(text, options), content };
}

/** Says everything that is wrong with the text of a configuration. */
export function checkText(text: string, options: { readonly environment: Environment }): Checked {
  if (Buffer.byteLength(text) > MAX_BYTES) return refusal("tooLarge");
  if (!text.isWellFormed()) return refusal("notUtf8");
  const source = readDocument(text);
  if (source.faults.length > 0) return { config: undefined, faults: source.faults };
  const { config, faults } = checkData(source.value, options);
  const placed = faults.map((fault) => ({ ...fault, line: source.lineOf(fault.path) }));
  return { config, faults: placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** The same for plain data, which is left as it is. */
export function checkData(data: unknown, options: { readonly environment: Environment }): Checked {
  const config = structuredClone(data ?? {}) as Config;
  const formFaults = [...setFixedAside(config), ...schemaFaults(config)];
  const faults = [...formFaults, ...ruleFaults(config, formFaults, options.environment)];
  return { config: faults.some(isError) ? undefined : config, faults };
}

function refusal(code: "tooLarge" | "notUtf8"): Checked {
  return { config: undefined, faults: [fault(code, "", code === "tooLarge" ? { limit: MAX_BYTES } : {})] };
}

/** Text without its byte order mark, or `undefined` when it is not UTF-8. */
function decode(content: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
