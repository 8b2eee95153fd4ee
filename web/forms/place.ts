import { get, post } from "../api/client.ts";
import type { Snapshot } from "../api/wire.ts";

/** One thing in a folder. Names are whatever a server or a disk calls them: they are only ever shown as text. */
export interface PlaceEntry {
  readonly path: string;
  readonly name: string;
  readonly label?: string;
  readonly type: "folder" | "file" | "variable" | "other";
  readonly size?: number;
  readonly time?: string;
}

/** Something with folders that can be walked through: the device tree, or a server. */
export interface Place {
  list(folder: string): Promise<readonly PlaceEntry[]>;
  /** The folder above; `undefined` at the top. */
  above(folder: string): string | undefined;
  /** What the top is shown as. */
  readonly top: string;
}

interface Child {
  readonly path: string;
  readonly name: string;
  readonly label: string;
  readonly type: "folder" | "file";
  readonly size: number;
  readonly time?: string;
}

const RESOURCE = /^easy\.RESS\.(\w+)$/;

/** The device tree; with its variables where elements of a Set are chosen. */
export function deviceTree({ variables }: { readonly variables: boolean }): Place {
  return {
    top: "",
    above: (folder) => {
      if (folder === "") return undefined;
      return folder.slice(0, Math.max(folder.lastIndexOf("/"), folder.includes("/") ? 0 : folder.lastIndexOf("."), 0));
    },
    list: async (folder) => {
      const asked = folder === "" ? "" : `?path=${encodeURIComponent(folder)}`;
      const resource = variables ? RESOURCE.exec(folder)?.[1] : undefined;
      const [{ children }, { vars }] = await Promise.all([
        get<{ readonly children: readonly Child[] }>(`/folders${asked}`),
        resource === undefined ? { vars: [] } : get<Snapshot>(`/vars?match=${resource}.*`),
      ]);
      const found = vars.map(
        ({ path }) => ({ path, name: path.slice(path.lastIndexOf(".") + 1), type: "variable" }) as const,
      );
      return [...children, ...found];
    },
  };
}

export type Access = { readonly resource: string } | { readonly user: string; readonly password: string };

interface Browsed {
  readonly entries: readonly (Omit<PlaceEntry, "path" | "type"> & { readonly type: "folder" | "file" | "other" })[];
}

/** What an FTP server holds, as a connection reaches it. */
export function serverTree(connection: string, access: Access): Place {
  return {
    top: "/",
    above: (folder) => (folder === "/" ? undefined : folder.slice(0, folder.lastIndexOf("/")) || "/"),
    list: async (folder) => {
      const path = `/connections/${encodeURIComponent(connection)}/browse`;
      const { entries } = await post<Browsed>(path, { ...access, folder });
      return entries.map((entry) => ({ ...entry, path: `${folder === "/" ? "" : folder}/${entry.name}` }));
    },
  };
}
