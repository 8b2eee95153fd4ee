import { Failure } from "../errors.ts";
import { checkStorePath, parentAndName } from "./names.ts";
import { openRendering, type Rendering } from "./rendered-source.ts";
import type { Entry, Receipt, Source, Store, StorePath } from "./store.ts";

/** A file that is rendered from records, as these are now. */
export interface RenderedFile {
  readonly name: string;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** Changes whenever the content does. */
  readonly version: string;
  /** The content as it is now: what is recorded later is not part of it. Its reader closes it. */
  render(): Rendering;
}

/** The files of a folder, which come and go with the records. */
export interface RenderedFiles {
  /** When any of them last changed, milliseconds since 1970 UTC; 0 when there is none. */
  readonly modified: number;
  /** Sorted by name. */
  all(): Promise<readonly RenderedFile[]>;
  one(name: string): RenderedFile | undefined;
}

/** A read-only folder of files that are rendered whenever they are read. */
export class RenderedFolder implements Store {
  readonly writable = false;
  readonly #files: RenderedFiles;
  /** Sizes as they were last measured: most files never change again. */
  readonly #sizes = new Map<string, { readonly version: string; readonly size: number }>();

  constructor(files: RenderedFiles) {
    this.#files = files;
  }

  async list(folder: StorePath): Promise<readonly Entry[]> {
    checkStorePath(folder);
    if (folder.length > 0) throw new Failure("localFolderMissing", { subject: folder.join("/") });
    const files = await this.#files.all();
    const present = new Set(files.map(({ name }) => name));
    for (const name of this.#sizes.keys()) if (!present.has(name)) this.#sizes.delete(name);
    const entries: Entry[] = [];
    for (const file of files) entries.push(await this.#entry(file));
    return entries;
  }

  async stat(path: StorePath): Promise<Entry | undefined> {
    checkStorePath(path);
    if (path.length === 0) return { name: "", kind: "folder", size: 0, modified: this.#files.modified };
    const file = this.#find(path);
    return file && this.#entry(file);
  }

  async open(path: StorePath): Promise<Source> {
    parentAndName(path);
    const file = this.#find(path);
    if (file === undefined) throw new Failure("fileVanished", { subject: path.join("/") });
    return this.#open(file);
  }

  receive(file: StorePath): Promise<Receipt> {
    return refuse(file);
  }

  remove(file: StorePath): Promise<boolean> {
    return refuse(file);
  }

  rename(from: StorePath): Promise<void> {
    return refuse(from);
  }

  makeFolder(folder: StorePath): Promise<void> {
    return refuse(folder);
  }

  #find([name = "", ...rest]: StorePath): RenderedFile | undefined {
    return rest.length > 0 ? undefined : this.#files.one(name);
  }

  async #entry(file: RenderedFile): Promise<Entry> {
    const size = this.#knownSize(file) ?? (await this.#measure(file));
    return { name: file.name, kind: "file", size, modified: file.modified };
  }

  #knownSize({ name, version }: RenderedFile): number | undefined {
    const known = this.#sizes.get(name);
    return known?.version === version ? known.size : undefined;
  }

  async #measure(file: RenderedFile): Promise<number> {
    const source = await this.#open(file);
    await source.close();
    return source.size;
  }

  async #open(file: RenderedFile): Promise<Source> {
    const source = await openRendering(file.name, file.render(), this.#knownSize(file));
    this.#sizes.set(file.name, { version: file.version, size: source.size });
    return source;
  }
}

function refuse(path: StorePath): Promise<never> {
  return Promise.reject(new Failure("localFolderReadOnly", { subject: path.join("/") }));
}
