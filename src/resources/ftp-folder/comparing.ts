import type { RemoteEntry, Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Place } from "../../files/tree.ts";
import type { PlannedFile } from "../../journal/records.ts";
import { type LocalFile, MAX_FILES, walk } from "../local-files.ts";
import { remoteJoin } from "../remote-path.ts";
import type { FtpFolderConfig } from "./schema.ts";

/** Folders of a server that are deeper are taken for a loop. */
const MAX_DEPTH = 32;

/** The files to receive. One listing per folder decides; only where it knows no exact time the server is asked per file. */
export async function staleFiles(
  session: Session,
  config: FtpFolderConfig,
  place: Place,
): Promise<readonly PlannedFile[]> {
  const local = await walk(place, config.folder, { recursive: config.recursive });
  const known = new Map(local.map((file) => [file.path, file]));
  const folders = new Set(["", ...local.map((file) => file.path.slice(0, file.path.lastIndexOf("/") + 1))]);
  const all = config.refresh === "all";
  const stale = new Map<string, Omit<PlannedFile, "index">>();
  let seen = 0;
  for (const folder of folders) {
    const entries = await listing(session, config, folder);
    seen += entries.length;
    if (seen > MAX_FILES) throw new Failure("listingUnusable", { subject: config.remoteFolder });
    for (const entry of entries) {
      const path = folder + entry.name;
      if (entry.kind === "folder" && all && config.recursive) folders.add(`${path}/`);
      if (entry.kind !== "file") continue;
      const file = known.get(path);
      if (file === undefined && !all) continue;
      const modified = await modifiedOf(session, config, path, entry, file);
      if (file === undefined || differs(file, entry, modified)) {
        stale.set(path, { path, size: entry.size ?? 0, modified: modified ?? 0 });
      }
    }
  }
  const files = [...stale.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return files.map((file, index) => ({ index, ...file }));
}

/** A sub-folder that the server does not have holds nothing to renew; the folder itself must be there. */
async function listing(session: Session, config: FtpFolderConfig, folder: string): Promise<readonly RemoteEntry[]> {
  if (folder.split("/").length > MAX_DEPTH) throw new Failure("listingUnusable", { subject: folder });
  try {
    return await session.list(
      folder === "" ? config.remoteFolder : remoteJoin(config.remoteFolder, folder.slice(0, -1)),
    );
  } catch (error) {
    if (folder !== "" && error instanceof Failure && error.failure === "remoteRefused" && session.usable) return [];
    throw error;
  }
}

/** Exact time of a remote file, asked for only when the size alone does not decide. */
async function modifiedOf(
  session: Session,
  config: FtpFolderConfig,
  path: string,
  entry: RemoteEntry,
  file: LocalFile | undefined,
): Promise<number | undefined> {
  if (entry.exactTime || file === undefined || (entry.size !== undefined && entry.size !== file.size)) {
    return entry.modified;
  }
  return session.modified(remoteJoin(config.remoteFolder, path));
}

/** Servers count in seconds. A server that gives neither size nor time leaves the file as it is. */
function differs(file: LocalFile, entry: RemoteEntry, modified: number | undefined): boolean {
  if (entry.size !== undefined && entry.size !== file.size) return true;
  return modified !== undefined && Math.floor(modified / 1000) > Math.floor(file.modified / 1000);
}
