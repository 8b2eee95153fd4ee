import { get } from "./client.ts";

/** A folder or a file of the device tree. */
export interface FolderNode {
  /** To be given back to `childrenOf` and `fileAddress`. */
  readonly path: string;
  readonly name: string;
  /** What the folder is called beside its name; the name again when nobody called it anything. */
  readonly label: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly time?: string;
  readonly readable: boolean;
  readonly writable: boolean;
}

/** The children of a path of the device tree, of its root for "": folders first, then by name. */
export async function childrenOf(path: string): Promise<readonly FolderNode[]> {
  const { children } = await get<{ readonly children: readonly FolderNode[] }>(
    `/folders${path === "" ? "" : `?path=${encodeURIComponent(path)}`}`,
  );
  return children.toSorted(
    (one, other) =>
      Number(other.type === "folder") - Number(one.type === "folder") || COLLATOR.compare(one.name, other.name),
  );
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** Whether the path leads through the folder, or is it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}.`) || path.startsWith(`${folder}/`);
}
