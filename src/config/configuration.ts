import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { type Observable, Subject } from "rxjs";
import { Failure } from "../errors.ts";
import { KIND_SCHEMAS, type KindName } from "../resources/kinds.ts";
import { checkChange, checkFile, checkForm, checkText } from "./check.ts";
import { MAX_BYTES, readDocument } from "./document.ts";
import { writeDurably } from "./durable-file.ts";
import { withItem, withoutItem } from "./edit.ts";
import { fault, isError } from "./faults.ts";
import type { Layout } from "./layout.ts";
import type { Config, ConfigFault, Section } from "./schema.ts";
import { type Environment, isStorable, openPassword, passwordPlace, Secrets } from "./secrets.ts";
import { addItem, removeItem, replaceItem, type Spliced } from "./splice.ts";
import { usesOf } from "./uses.ts";

export type { Section } from "./schema.ts";

/** Raised by a change that would make the configuration wrong: the running one stays as it is. */
export class ConfigRefused extends Error {
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map((fault) => `${fault.path}: ${fault.message}`).join("; "));
    this.name = "ConfigRefused";
    this.faults = faults;
  }
}

export interface ConfigChange {
  readonly before: Config;
  readonly after: Config;
  /** Name of the one item that was put or removed. */
  readonly item: string;
  readonly by: string;
  /** The whole text was read, which takes memory: seldom, as most changes touch their item only. */
  readonly readWhole: boolean;
}

/**
 * The running configuration. A change is verified whole, saved atomically with its comments kept, and only then told
 * to the parts; a wrong one changes nothing, on disk or in memory. Changes are taken one after the other.
 */
export interface Configuration {
  /** Valid, defaults applied; passwords as stored (`${NAME}` or `enc:…`). */
  readonly current: Config;
  readonly changes$: Observable<ConfigChange>;
  /**
   * Creates or replaces an item by its id (a Set by its label, a folder by its path). `mustExist`: true for PUT, false for POST.
   * A password given in clear is stored encrypted; one left out of a replacement keeps the stored one. An item that is
   * so already is no change, and nobody is told of one.
   */
  put(section: Section, item: unknown, by: string, options: { mustExist: boolean }): Promise<void>;
  /** Removes an item; refused (`ConfigRefused`, code `inUse`) while others refer to it. Answers false when there is none. */
  remove(section: Section, id: string, by: string): Promise<boolean>;
  /** The password of a resource in clear: `${NAME}` read from the environment, `enc:…` decrypted. Raises `passwordUnusable`. */
  password(resource: { readonly id: string; readonly password: string }): string;
}

export interface ConfigurationOptions {
  /** A missing file is an empty configuration, and is made by the first change. */
  readonly file: string;
  readonly secretKeyFile: string;
  readonly environment: Environment;
}

/** What was read at start, with what is doubtful in it: it runs all the same. */
export interface OpenedConfiguration extends Configuration {
  readonly warnings: readonly ConfigFault[];
}

/** Raises `ConfigRefused` with every fault and its line when the file is wrong. */
export async function openConfiguration(options: ConfigurationOptions): Promise<OpenedConfiguration> {
  const { config, faults, content, layout } = await checkFile(options.file, options);
  if (config === undefined) throw new ConfigRefused(faults);
  return new FileConfiguration(options, config, content, layout, faults);
}

type Item = Readonly<Record<string, unknown>>;

/** The member that names an item of a section. */
const NAMES: Readonly<Record<Section, string>> = {
  connections: "id",
  resources: "id",
  sets: "label",
  folders: "path",
};

class FileConfiguration implements OpenedConfiguration {
  readonly warnings: readonly ConfigFault[];
  readonly #options: ConfigurationOptions;
  readonly #secrets: Secrets;
  readonly #changes = new Subject<ConfigChange>();
  #current: Config;
  /** The file as we last read or wrote it; `undefined` while there is none. */
  #content: Buffer | undefined;
  #layout: Layout | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(
    options: ConfigurationOptions,
    config: Config,
    content: Buffer | undefined,
    layout: Layout | undefined,
    warnings: readonly ConfigFault[],
  ) {
    this.#options = options;
    this.#secrets = new Secrets(options.secretKeyFile);
    this.#current = config;
    this.#content = content;
    this.#layout = layout;
    this.warnings = warnings;
  }

  get current(): Config {
    return this.#current;
  }

  get changes$(): Observable<ConfigChange> {
    return this.#changes;
  }

  put(section: Section, item: unknown, by: string, { mustExist }: { mustExist: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      const { index, before, exists } = this.#find(section, item);
      if (exists !== mustExist) throw new ConfigRefused([fault(exists ? "alreadyExists" : "notFound", `/${section}`)]);
      const given = section === "resources" ? withStoredPassword(item as Item, before) : (item as Item);
      const expected = this.#verified(section, index, given);
      if (exists && isDeepStrictEqual(expected[section][index], before)) return;
      const sealed = await this.#seal(section, given, expected, index);
      const what = { item: String(given[NAMES[section]]), by };
      const layout = this.#layout ?? {};
      const spliced = exists
        ? replaceItem(this.#text, layout, section, index, sealed, before)
        : addItem(this.#text, layout, section, sealed);
      if (spliced !== undefined && isWritten(spliced, section, expected[section][index])) {
        await this.#keep(spliced, expected, { ...what, readWhole: false });
      } else await this.#save(withItem(this.#text, section, index, sealed, before), expected, what);
    });
  }

  remove(section: Section, id: string, by: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const { index, exists } = this.#find(section, { [NAMES[section]]: id });
      if (!exists) return false;
      const uses = usesOf(this.#current, section, id);
      if (uses.length > 0) throw new ConfigRefused(uses);
      const expected = this.#verified(section, index, undefined);
      const spliced = removeItem(this.#text, this.#layout ?? {}, section, index);
      if (spliced !== undefined) await this.#keep(spliced, expected, { item: id, by, readWhole: false });
      else await this.#save(withoutItem(this.#text, section, index), expected, { item: id, by });
      return true;
    });
  }

  password({ id, password }: { readonly id: string; readonly password: string }): string {
    return openPassword(password, passwordPlace(id), this.#secrets, this.#options.environment);
  }

  get #text(): string {
    return this.#content?.toString("utf8") ?? "";
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#lastChange.then(change);
    this.#lastChange = turn.catch(() => {});
    return turn;
  }

  #find(section: Section, item: unknown): { index: number; before: Item | undefined; exists: boolean } {
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      throw new ConfigRefused([fault("objectExpected", `/${section}`)]);
    }
    const name = NAMES[section];
    const items: readonly Item[] = this.#current[section];
    const found = items.findIndex((candidate) => candidate[name] === (item as Item)[name]);
    return { index: found < 0 ? items.length : found, before: items[found], exists: found >= 0 };
  }

  /** The whole configuration as it would be, with its defaults, once the item is put there or, without one, taken out. */
  #verified(section: Section, index: number, item: Item | undefined): Config {
    const { config, faults } = checkChange(this.#current, section, index, item, this.#options);
    if (config === undefined) throw new ConfigRefused(faults.filter(isError));
    return config;
  }

  /** Encrypts the password of a resource, in the item to be written and in the configuration to be expected. */
  async #seal(section: Section, item: Item, expected: Config, index: number): Promise<Item> {
    const resource = section === "resources" ? expected.resources[index] : undefined;
    if (resource === undefined || !("password" in resource) || isStorable(resource.password)) return item;
    resource.password = await this.#secrets.encrypt(resource.password, passwordPlace(resource.id));
    return { ...item, password: resource.password };
  }

  async #save(text: string, expected: Config, what: Pick<ConfigChange, "item" | "by">): Promise<void> {
    const { config, faults, layout } = checkText(text, this.#options);
    if (config === undefined)
      throw new ConfigRefused(faults.filter(isError).map((fault) => ({ ...fault, line: undefined })));
    if (!isDeepStrictEqual(config, expected))
      throw new Error("the written configuration would not be the one asked for");
    await this.#keep({ text, layout }, config, { ...what, readWhole: true });
  }

  /** On disk, then in memory, then told. */
  async #keep(
    { text, layout }: { readonly text: string; readonly layout: Layout | undefined },
    after: Config,
    what: Omit<ConfigChange, "before" | "after">,
  ): Promise<void> {
    const content = Buffer.from(text);
    await this.#assertUntouched();
    try {
      await writeDurably(this.#options.file, content);
    } catch (cause) {
      const full = (cause as NodeJS.ErrnoException).code === "ENOSPC";
      throw new Failure(full ? "localDiskFull" : "localWriteFailed", { subject: this.#options.file, cause });
    }
    const before = this.#current;
    this.#content = content;
    this.#layout = layout;
    this.#current = after;
    this.#changes.next({ before, after, ...what });
  }

  /** What someone wrote into the file by hand since we read it is not overwritten. */
  async #assertUntouched(): Promise<void> {
    const onDisk = await readFile(this.#options.file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    const same = onDisk === undefined ? this.#content === undefined : this.#content?.equals(onDisk);
    if (!same) throw new ConfigRefused([fault("changedOnDisk", "")]);
  }
}

/** Whether the text of an item, read again, is the item that is to run. */
function isWritten({ text, written }: Spliced, section: Section, expected: unknown): boolean {
  if (Buffer.byteLength(text) > MAX_BYTES) return false;
  const { value, faults } = readDocument(written);
  const items = (value as Readonly<Record<string, readonly unknown[]>> | undefined)?.[section];
  if (faults.length > 0 || items?.length !== 1) return false;
  return isDeepStrictEqual(checkForm(section, items[0], "").item, expected);
}

/** A resource is shown with `passwordSet` in place of its password: given back like that, it keeps the stored one. */
function withStoredPassword(item: Item, before: Item | undefined): Item {
  const { passwordSet: _, ...members } = item;
  const keeps = members.password === undefined && before?.password !== undefined && hasPassword(members.kind);
  return keeps ? { ...members, password: before.password } : members;
}

function hasPassword(kind: unknown): boolean {
  const schema = Object.hasOwn(KIND_SCHEMAS, String(kind)) ? KIND_SCHEMAS[kind as KindName] : undefined;
  return schema !== undefined && "password" in schema.properties;
}
