import { readFile, stat } from "node:fs/promises";
import { MAX_BYTES, readDocument } from "./document.ts";
import { fault, isError } from "./faults.ts";
import { setFixedAside } from "./fixed-members.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { ruleFaults } from "./rules.ts";
import { type Config, type ConfigFault, ConfigSchema, type Section } from "./schema.ts";
import { schemaFaults } from "./schema-faults.ts";
import type { Environment } from "./secrets.ts";

/** A configuration that was looked at: with its defaults when nothing is wrong, and every fault, in order of lines. */
export interface Checked {
  readonly config: Config | undefined;
  readonly faults: readonly ConfigFault[];
}

/** A text that was looked at. */
export interface CheckedText extends Checked {
  /** Where its items stand, when they can be changed one by one. */
  readonly layout: Layout | undefined;
}

/** Says everything that is wrong with a file. A missing one is an empty configuration, of which `content` is undefined. */
export async function checkFile(
  file: string,
  options: { readonly environment: Environment },
): Promise<CheckedText & { readonly content: Buffer | undefined }> {
  const size = (await stat(file).catch(ifMissing))?.size;
  if (size === undefined) return { ...checkText("", options), content: undefined };
  if (size > MAX_BYTES) return { ...refusal("tooLarge"), content: undefined };
  const content = await readFile(file);
  const text = decode(content);
  return text === undefined ? { ...refusal("notUtf8"), content } : { ...checkText(text, options), content };
}

/** Says everything that is wrong with the text of a configuration, once `complete` has added to its data. */
export function checkText(
  text: string,
  options: { readonly environment: Environment },
  complete: (data: unknown) => unknown = (data) => data,
): CheckedText {
  if (Buffer.byteLength(text) > MAX_BYTES) return refusal("tooLarge");
  if (!text.isWellFormed()) return refusal("notUtf8");
  const source = readDocument(text);
  if (source.faults.length > 0) return { config: undefined, faults: source.faults, layout: undefined };
  const { config, faults } = checkData(complete(source.value), options);
  const placed = faults.map((fault) => ({ ...fault, line: source.lineOf(fault.path) }));
  const layout = config && layoutOf(text, source.document);
  return { config, faults: placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), layout };
}

/** The same for plain data, which is left as it is. */
export function checkData(data: unknown, options: { readonly environment: Environment }): Checked {
  const config = structuredClone(data ?? {}) as Config;
  const formFaults = [...setFixedAside(config), ...schemaFaults(config)];
  const faults = [...formFaults, ...ruleFaults(config, formFaults, options.environment)];
  return { config: faults.some(isError) ? undefined : config, faults };
}

/**
 * A configuration that was right, with one item put at its place, or taken out: says everything that is wrong with it then,
 * by a look at the item and at what others have to do with it. Shares the other items.
 */
export function checkChange(
  config: Config,
  section: Section,
  index: number,
  item: unknown,
  options: { readonly environment: Environment },
): Checked {
  const items: readonly unknown[] = config[section];
  const { maxItems = 0 } = ConfigSchema.properties[section] as { readonly maxItems?: number };
  const isTaken = item === undefined;
  const all = items.toSpliced(index, 1, ...(isTaken ? [] : [item]));
  if (all.length > maxItems) return checkData({ ...config, [section]: all }, options);
  const path = `/${section}/${index}`;
  const form = isTaken ? { item, faults: [] } : checkForm(section, item, path);
  const changed: Config = { ...config, [section]: isTaken ? all : all.with(index, form.item) };
  const faults = [...form.faults, ...ruleFaults(changed, form.faults, options.environment, path)];
  return { config: faults.some(isError) ? undefined : changed, faults };
}

/** An item with its defaults, and what is wrong with its form, under its path. */
export function checkForm(section: Section, item: unknown, path: string): Form {
  const alone = structuredClone({ [section]: [item] });
  const first = `/${section}/0`;
  const faults = [...setFixedAside(alone), ...schemaFaults(alone)].map((fault) => ({
    ...fault,
    path: path + fault.path.slice(first.length),
  }));
  return { item: alone[section]?.[0], faults };
}

interface Form {
  readonly item: unknown;
  readonly faults: readonly ConfigFault[];
}

function refusal(code: "tooLarge" | "notUtf8"): CheckedText {
  const limit = code === "tooLarge" ? { limit: MAX_BYTES } : {};
  return { config: undefined, faults: [fault(code, "", limit)], layout: undefined };
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
