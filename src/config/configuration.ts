import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { type Observable, Subject } from "rxjs";
import { Failure } from "../errors.ts";
import { changesBetween, type ItemChange, NAMES } from "./changes.ts";
import { checkChange, checkFile, checkForm, checkText } from "./check.ts";
import { MAX_BYTES, readDocument } from "./document.ts";
import { writeDurably } from "./durable-file.ts";
import { withDevice, withItem, withoutItem } from "./edit.ts";
import { fault, isError } from "./faults.ts";
import { hasPassword } from "./item-password.ts";
import type { Layout } from "./layout.ts";
import type { Config, ConfigFault, DeviceConfig, Section } from "./schema.ts";
import { type Environment, isStorable, openPassword, passwordPlace, Secrets } from "./secrets.ts";
import { addItem, removeItem, replaceItem, type Spliced } from "./splice.ts";
import { usesOf } from "./uses.ts";
import { type Version, type Versions, versionOf } from "./versions.ts";
import { type Edit, textWithoutSecrets, withEdits, withStoredPasswords } from "./whole-text.ts";

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
  /** Replaces the settings of the device: what is left out is as the machine and the process have it. */
  putDevice(device: DeviceConfig, by: string): Promise<void>;
  /** The text of the file, comments included, without any password. */
  readonly shownText: string;
  /** Names the text: a change of the whole may say which one it goes out from. */
  readonly version: string;
  /** What is wrong with a text, and what it would change. It changes nothing, and shows no secret. */
  preview(text: string): { readonly faults: readonly ConfigFault[]; readonly changes: readonly ItemChange[] };
  /**
   * Replaces the whole file by a text. Resources and the embedded server keep their stored password where it has none.
   * Refused (`ConfigRefused`, code `changedMeanwhile`) when `version` is given and not the current one.
   */
  replace(text: string, by: string, version?: string): Promise<void>;
  /** Configurations that were saved, newest first. */
  versions(): Promise<readonly Version[]>;
  /** One of them without secrets, or `undefined` when it is not kept. */
  versionText(version: string): Promise<string | undefined>;
  /** Makes one of them, with its passwords, the current one. Answers false when it is not kept. */
  restore(version: string, by: string): Promise<boolean>;
  /** The password of a resource in clear: `${NAME}` read from the environment, `enc:…` decrypted. Raises `passwordUnusable`. */
  password(resource: { readonly id: string; readonly password: string }): string;
}

export interface ConfigurationOptions {
  /** A missing file is an empty configuration, and is made by the first change. */
  readonly file: string;
  readonly secretKeyFile: string;
  readonly environment: Environment;
  /** Where what is saved is kept as well; nowhere when left out. */
  readonly versions?: Versions;
}

/** What the change of the whole is called where an item is named. */
const WHOLE = "config.yaml";

/** What was read at start, with what is doubtful in it: it runs all the same. */
export interface OpenedConfiguration extends Configuration {
  readonly warnings: readonly ConfigFault[];
}

/** Raises `ConfigRefused` with every fault and its line when the file is wrong. */
export async function openConfiguration(options: ConfigurationOptions): Promise<OpenedConfiguration> {
  const { config, faults, content, layout } = await checkFile(options.file, options);
  if (config === undefined) throw new ConfigRefused(faults);
  // By hand, or by a version that kept none.
  if (content !== undefined) await options.versions?.keep(content, "file", WHOLE);
  return new FileConfiguration(options, config, content, layout, faults);
}

type Item = Readonly<Record<string, unknown>>;
/** A configuration as given. */
interface Whole {
  readonly resources?: readonly Item[] | null;
  readonly ftpServer?: Item | null;
}

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

  putDevice(device: DeviceConfig, by: string): Promise<void> {
    return this.#inTurn(async () => {
      if (isDeepStrictEqual(device, this.#current.device ?? {})) return;
      await this.#saveWhole(withDevice(this.#text, device), by, "device");
    });
  }

  get shownText(): string {
    return textWithoutSecrets(this.#text);
  }

  get version(): string {
    return versionOf(this.#content);
  }

  preview(text: string): { faults: readonly ConfigFault[]; changes: readonly ItemChange[] } {
    const { config, faults } = this.#checkWhole(text);
    return { faults, changes: config === undefined ? [] : changesBetween(this.#current, config) };
  }

  replace(text: string, by: string, version?: string): Promise<void> {
    return this.#inTurn(async () => {
      if (version !== undefined && version !== this.version) throw new ConfigRefused([fault("changedMeanwhile", "")]);
      const { config, faults } = this.#checkWhole(text);
      if (config === undefined) throw new ConfigRefused(faults.filter(isError));
      await this.#saveWhole(withEdits(text, await this.#passwordEdits(text)), by);
    });
  }

  async versions(): Promise<readonly Version[]> {
    return (await this.#options.versions?.list()) ?? [];
  }

  async versionText(version: string): Promise<string | undefined> {
    const text = await this.#options.versions?.text(version);
    return text === undefined ? undefined : textWithoutSecrets(text);
  }

  restore(version: string, by: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const text = await this.#options.versions?.text(version);
      if (text === undefined) return false;
      await this.#saveWhole(text, by);
      return true;
    });
  }

  password({ id, password }: { readonly id: string; readonly password: string }): string {
    return openPassword(password, passwordPlace(id), this.#secrets, this.#options.environment);
  }

  #checkWhole(text: string): ReturnType<typeof checkText> {
    return checkText(text, this.#options, (data) => withStoredPasswords(data, this.#current));
  }

  async #saveWhole(text: string, by: string, item = WHOLE): Promise<void> {
    if (this.#content !== undefined && text === this.#text) return;
    const { config, faults } = checkText(text, this.#options);
    if (config === undefined) throw new ConfigRefused(faults.filter(isError));
    await this.#save(text, config, { item, by });
  }

  /** What makes the passwords of a given text those to be stored: kept where it has none, encrypted where they are clear. */
  async #passwordEdits(text: string): Promise<Edit[]> {
    const given = readDocument(text).value as Whole;
    const complete = withStoredPasswords(given, this.#current) as Whole;
    const places = [
      ...(complete.resources ?? []).map((item, index) => ({
        path: ["resources", index],
        id: String(item.id),
        item,
        before: given.resources?.[index] ?? {},
      })),
      { path: ["ftpServer"], id: "ftpServer", item: complete.ftpServer ?? {}, before: given.ftpServer ?? {} },
    ];
    const edits: Edit[] = [];
    for (const { path, id, item, before } of places) {
      if ("passwordSet" in before) edits.push({ path: [...path, "passwordSet"], value: undefined });
      if (typeof item.password !== "string") continue;
      const value = isStorable(item.password)
        ? item.password
        : await this.#secrets.encrypt(item.password, passwordPlace(id));
      if (value !== before.password) edits.push({ path: [...path, "password"], value });
    }
    return edits;
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
      // First, so that what runs is kept for certain: one that did not come to run does no harm.
      await this.#options.versions?.keep(content, what.by, what.item);
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
