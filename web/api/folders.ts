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
  return inOrder(children);
}

export type NodeMember = "name" | "size" | "time";

/** Folders first; then by a member, and by name what has the same. */
export function inOrder(nodes: readonly FolderNode[], by: NodeMember = "name", isFalling = false): FolderNode[] {
  const sign = isFalling ? -1 : 1;
  return nodes.toSorted(
    (one, other) =>
      Number(other.type === "folder") - Number(one.type === "folder") ||
      sign * compared(one, other, by) ||
      COLLATOR.compare(one.name, other.name),
  );
}

function compared(one: FolderNode, other: FolderNode, by: NodeMember): number {
  if (by === "name") return COLLATOR.compare(one.name, other.name);
  return by === "size" ? one.size - other.size : Date.parse(one.time ?? "0") - Date.parse(other.time ?? "0");
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** Whether the path leads through the folder, or is it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}.`) || path.startsWith(`${folder}/`);
}
