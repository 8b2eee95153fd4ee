/** Remote paths are the user's: with `/`, absolute or below the log-in folder. */
export function remoteJoin(folder: string, path: string): string {
  const base = folder.replace(/\/+$/, "");
  if (base !== "") return `${base}/${path}`;
  return folder.startsWith("/") ? `/${path}` : path;
}

/** The folder of a remote path; "/" for what lies in the root, "" for what lies in the log-in folder. */
export function remoteFolderOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at === 0 ? "/" : path.slice(0, Math.max(at, 0));
}
