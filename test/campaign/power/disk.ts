import { createHash } from "node:crypto";
import { basename, dirname } from "node:path/posix";
import type { Op } from "./trace.ts";

/** Files by path: what a disk holds after the power came back. */
export type Tree = ReadonlyMap<string, StoredFile>;

export interface StoredFile {
  readonly content: Buffer;
  /** Milliseconds since 1970 UTC, of a file that was there before and has not been written to. */
  readonly modified: number | undefined;
}

type Change = { readonly at: number; readonly data: Buffer } | { readonly size: number };

/** What a file holds: what is safe, and what was done to it since its last sync. */
interface Inode {
  safe: Buffer;
  readonly changes: Change[];
  readonly modified: number | undefined;
  /** Where a plain `write` goes on. */
  end: number;
}

/** A name that came, went, or moved, in a folder that was not synced since. */
type Entry =
  | { readonly name: string; readonly inode: Inode }
  | { readonly name: string; readonly inode: undefined }
  | { readonly from: string; readonly name: string; readonly inode: Inode };

interface Folder {
  readonly safe: Map<string, Inode>;
  readonly entries: Entry[];
}

/**
 * A disk as POSIX has it: `fsync` of a file makes its content safe, `fsync` of a folder its names, and nothing else is
 * promised. What was not synced may be there or not, in part or whole, each file and each name for itself.
 */
export class Disk {
  readonly #folders = new Map<string, Folder>();
  /** By their path now, as the running system sees them. */
  readonly #live = new Map<string, Inode>();

  constructor(tree: Tree) {
    for (const [path, { content, modified }] of tree) {
      const inode: Inode = { safe: content, changes: [], modified, end: content.length };
      this.#live.set(path, inode);
      this.#folder(path).safe.set(basename(path), inode);
    }
  }

  perform(op: Op): void {
    switch (op.op) {
      case "create":
        if (!this.#live.has(op.path))
          this.#enter(op.path, { safe: Buffer.alloc(0), changes: [], modified: undefined, end: 0 });
        return;
      case "write": {
        const inode = this.#inode(op.path);
        const at = op.at ?? inode.end;
        inode.changes.push({ at, data: op.data });
        inode.end = at + op.data.length;
        return;
      }
      case "truncate":
        this.#inode(op.path).changes.push({ size: op.size });
        return;
      case "rename": {
        const inode = this.#inode(op.path);
        if (dirname(op.path) !== dirname(op.to)) throw new Error(`a rename between folders: ${op.path}`);
        this.#live.delete(op.path);
        this.#live.set(op.to, inode);
        this.#folder(op.to).entries.push({ from: basename(op.path), name: basename(op.to), inode });
        return;
      }
      case "unlink":
        this.#live.delete(op.path);
        this.#folder(op.path).entries.push({ name: basename(op.path), inode: undefined });
        return;
      case "sync":
        this.#sync(op.path);
        return;
      case "say":
    }
  }

  /** As one would who does not rename: the file is written again under its last name, and removed under its first. */
  copyInPlace({ path, to }: { readonly path: string; readonly to: string }): void {
    const { safe, changes } = this.#inode(path);
    const data = contentOf(safe, changes);
    this.perform({ op: "create", path: to });
    this.perform({ op: "truncate", path: to, size: 0 });
    this.perform({ op: "write", path: to, at: 0, data });
    this.perform({ op: "unlink", path });
  }

  /** Every state that the disk may be in if the power goes now, at least one for each way in which one thing is lost. */
  *states(): Generator<Tree> {
    const folders = [...this.#folders];
    const inodes = [...new Set([...this.#live.values(), ...folders.flatMap(([, { safe }]) => [...safe.values()])])];
    const loose = inodes.filter(({ changes }) => changes.length > 0);
    const all = (inode: Inode) => inode.changes;
    const none = () => [];
    const entriesAll = ({ entries }: Folder) => entries;
    for (const data of [all, none]) {
      yield this.#tree(entriesAll, data);
      yield this.#tree(() => [], data);
      for (const [path, { entries }] of folders) {
        for (const chosen of entryChoices(entries)) {
          const others = (folder: Folder) => (folder === this.#folders.get(path) ? chosen : folder.entries);
          yield this.#tree(others, data);
        }
      }
      for (const one of loose) {
        for (const chosen of changeChoices(one.changes)) {
          yield this.#tree(entriesAll, (inode) => (inode === one ? chosen : data(inode)));
        }
      }
    }
  }

  #tree(entries: (folder: Folder) => readonly Entry[], changes: (inode: Inode) => readonly Change[]): Tree {
    const tree = new Map<string, StoredFile>();
    for (const [path, folder] of this.#folders) {
      const names = new Map(folder.safe);
      for (const entry of entries(folder)) apply(names, entry);
      for (const [name, inode] of names) {
        tree.set(`${path}/${name}`, { content: contentOf(inode.safe, changes(inode)), modified: inode.modified });
      }
    }
    return tree;
  }

  #sync(path: string): void {
    const folder = this.#folders.get(path);
    if (folder !== undefined) {
      for (const entry of folder.entries.splice(0)) apply(folder.safe, entry);
      return;
    }
    const inode = this.#live.get(path);
    if (inode !== undefined) inode.safe = contentOf(inode.safe, inode.changes.splice(0));
  }

  #enter(path: string, inode: Inode): void {
    this.#live.set(path, inode);
    this.#folder(path).entries.push({ name: basename(path), inode });
  }

  #inode(path: string): Inode {
    const inode = this.#live.get(path);
    if (inode === undefined) throw new Error(`the recording does not know ${path}`);
    return inode;
  }

  #folder(path: string): Folder {
    const at = dirname(path);
    const known = this.#folders.get(at) ?? { safe: new Map(), entries: [] };
    this.#folders.set(at, known);
    return known;
  }
}

/** The same for the same files with the same content. */
export function treeKey(tree: Tree): string {
  const hash = createHash("sha256");
  for (const path of [...tree.keys()].sort())
    hash
      .update(`${path}\0`)
      .update(tree.get(path)?.content ?? "")
      .update("\0");
  return hash.digest("hex");
}

function apply(names: Map<string, Inode>, entry: Entry): void {
  if ("from" in entry && names.get(entry.from) === entry.inode) names.delete(entry.from);
  if (entry.inode === undefined) names.delete(entry.name);
  else names.set(entry.name, entry.inode);
}

/** The first so many of them, each one alone, and all without each one. */
function* entryChoices(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let index = 0; index < entries.length; index += 1) {
    yield entries.slice(0, index);
    yield entries.slice(index, index + 1);
    yield entries.toSpliced(index, 1);
  }
}

/** Nothing, a part, the last one torn in the middle, and only the size, with nothing in it. */
function* changeChoices(changes: readonly Change[]): Generator<readonly Change[]> {
  yield [];
  yield changes;
  const middle = Math.floor(changes.length / 2);
  if (middle > 0) yield changes.slice(0, middle);
  if (middle > 0) yield changes.slice(middle);
  const last = changes.at(-1);
  if (last !== undefined && "data" in last) {
    yield [...changes.slice(0, -1), { at: last.at, data: last.data.subarray(0, last.data.length >> 1) }];
  }
  const size = contentOf(Buffer.alloc(0), changes).length;
  yield [{ size }];
}

function contentOf(safe: Buffer, changes: readonly Change[]): Buffer {
  let content = safe;
  for (const change of changes) {
    const size = "size" in change ? change.size : Math.max(content.length, change.at + change.data.length);
    const next = Buffer.alloc(size);
    content.copy(next);
    if ("data" in change) change.data.copy(next, change.at);
    content = next;
  }
  return content;
}
