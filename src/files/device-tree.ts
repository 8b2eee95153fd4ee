import { Failure } from "../errors.ts";
import { checkStorePath, DOTTED_PATH, parseDevicePath } from "./names.ts";
import type { Entry, Store, StorePath } from "./store.ts";
import type { DeviceTree, Node, Place } from "./tree.ts";

interface Mount {
  readonly store: Store;
  readonly root: StorePath;
  readonly label: string | undefined;
}

export function createDeviceTree(): DeviceTree {
  return new Tree();
}

class Tree implements DeviceTree {
  /** The only way from a dotted path to a store. */
  readonly #mounts = new Map<string, Mount>();
  /** Of paths on the way to mounts. */
  readonly #labels = new Map<string, string>();

  mount(path: string, store: Store, options: { readonly root?: StorePath; readonly label?: string } = {}): void {
    if (!DOTTED_PATH.test(path)) throw new Failure("localPathRefused", { subject: path });
    if (this.#mounts.has(path)) throw new Error(`${path} is mounted already`);
    const root = options.root ?? [];
    checkStorePath(root);
    this.#mounts.set(path, { store, root, label: options.label });
  }

  unmount(path: string): void {
    this.#mounts.delete(path);
  }

  setLabel(path: string, label: string | undefined): void {
    if (label === undefined) this.#labels.delete(path);
    else this.#labels.set(path, label);
  }

  locate(path: string): Place {
    const { dotted, names } = parseDevicePath(path);
    const mount = this.#mounts.get(dotted);
    if (mount === undefined) throw new Failure("localFolderMissing", { subject: path });
    return { store: mount.store, path: [...mount.root, ...names] };
  }

  async children(path: string): Promise<readonly Node[]> {
    if (path === "") return this.#mountsBelow("");
    const { dotted, names } = parseDevicePath(path);
    const below = names.length === 0 ? await this.#mountsBelow(`${dotted}.`) : [];
    if (below.length > 0 && !this.#mounts.has(dotted)) return below;
    const { store, path: folder } = this.locate(path);
    const entries = await store.list(folder);
    return [...below, ...entries.map((entry) => entryNode(`${path}/${entry.name}`, entry, store.writable))];
  }

  /** What follows the prefix in the dotted paths of the mounts: mounts, and the names on the way to them. */
  async #mountsBelow(prefix: string): Promise<readonly Node[]> {
    const names = new Set<string>();
    for (const dotted of this.#mounts.keys()) {
      const name = dotted.startsWith(prefix) ? dotted.slice(prefix.length).split(".")[0] : undefined;
      if (name !== undefined) names.add(name);
    }
    return Promise.all([...names].sort().map((name) => this.#mountNode(prefix + name, name)));
  }

  async #mountNode(path: string, name: string): Promise<Node> {
    const node = {
      name,
      kind: "folder",
      size: 0,
      modified: 0,
      path,
      label: this.#labels.get(path) ?? name,
      readable: true,
      writable: false,
    } as const;
    const mount = this.#mounts.get(path);
    if (mount === undefined) return node;
    const root = await rootOf(mount);
    return {
      ...node,
      modified: root?.modified ?? 0,
      label: mount.label ?? node.label,
      readable: root?.kind === "folder",
      writable: mount.store.writable,
    };
  }
}

/** A mount whose disk is away is still shown, as one that cannot be read. */
async function rootOf({ store, root }: Mount): Promise<Entry | undefined> {
  try {
    return await store.stat(root);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function entryNode(path: string, entry: Entry, writable: boolean): Node {
  return { ...entry, path, label: entry.name, readable: true, writable };
}
