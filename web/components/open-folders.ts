import { batch, signal } from "@preact/signals";
import { childrenOf, type FolderNode, isWithin } from "../api/folders.ts";

/** A line of the tree as it stands open. */
export interface FolderLine {
  readonly node: FolderNode;
  /** 1 for the children of the root. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Of a folder; `undefined` for a file. */
  readonly open: boolean | undefined;
}

/** A folder whose names are thousands shows the first of them: the rest is for a table. */
const MAX_SHOWN = 500;

/** Which folders of the device tree stand open, and what is in them. A folder is asked for when it is first opened. */
export class OpenFolders {
  /** By path, "" being the root; what was refused stays closed. */
  readonly #children = signal<ReadonlyMap<string, readonly FolderNode[]>>(new Map());
  readonly #open = signal<ReadonlySet<string>>(new Set());
  readonly refused = signal<unknown>(undefined);
  /** Whether a folder is being asked for. */
  readonly waiting = signal(0);
  readonly #withFiles: boolean;

  constructor({ withFiles }: { readonly withFiles: boolean }) {
    this.#withFiles = withFiles;
  }

  get isLoaded(): boolean {
    return this.#children.value.has("");
  }

  /** From top to bottom, as they are shown. */
  lines(): readonly FolderLine[] {
    return this.#linesBelow("", 1);
  }

  async open(path: string): Promise<void> {
    if (!this.#children.peek().has(path)) await this.reload(path);
    if (!this.#children.peek().has(path)) return;
    this.#open.value = new Set(this.#open.peek()).add(path);
  }

  close(path: string): void {
    const open = new Set(this.#open.peek());
    open.delete(path);
    this.#open.value = open;
  }

  /** Opens every folder on the way to a path, as far as it leads. */
  async reveal(path: string): Promise<void> {
    await this.open("");
    for (let at = ""; ; ) {
      const next: FolderNode | undefined = this.#children
        .peek()
        .get(at)
        ?.find((child) => child.type === "folder" && child.path !== path && isWithin(path, child.path));
      if (next === undefined) return;
      await this.open(next.path);
      at = next.path;
    }
  }

  /** Asks again what is in a folder. Never raises: a refusal is shown. */
  async reload(path: string): Promise<void> {
    this.waiting.value += 1;
    try {
      const children = await childrenOf(path);
      batch(() => {
        this.#children.value = new Map(this.#children.peek()).set(path, children);
        this.refused.value = undefined;
      });
    } catch (error) {
      this.refused.value = error;
    } finally {
      this.waiting.value -= 1;
    }
  }

  #linesBelow(path: string, level: number): readonly FolderLine[] {
    const all = this.#children.value.get(path) ?? [];
    const shown = all.filter(({ type }) => this.#withFiles || type === "folder").slice(0, MAX_SHOWN);
    return shown.flatMap((node, index) => {
      const open = node.type === "folder" ? this.#open.value.has(node.path) : undefined;
      const line = { node, level, position: index + 1, siblings: shown.length, open };
      return open === true ? [line, ...this.#linesBelow(node.path, level + 1)] : [line];
    });
  }
}
