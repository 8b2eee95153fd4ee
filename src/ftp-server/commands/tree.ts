import { mkdir, open, rename, rmdir, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { CommandTable } from "../commands.ts";
import { factTime, parseFactTime } from "../listing.ts";
import { Refusal } from "../refusal.ts";
import type { Session } from "../session.ts";

/** Folders and files, but not what is in them (RFC 959 §4.1.3, RFC 3659 §3 and §4). */
export const treeCommands: CommandTable = {
  PWD: { needs: "login", run: (session) => `257 ${quoted(session.folder)} is the current folder.` },
  CWD: { needs: "login", takesPath: true, run: changeFolder },
  CDUP: { needs: "login", run: (session) => changeFolder(session, "..") },
  MKD: { needs: "write", takesPath: true, run: makeFolder },
  RMD: { needs: "write", takesPath: true, run: removeFolder },
  DELE: { needs: "write", takesPath: true, run: removeFile },
  RNFR: { needs: "write", takesPath: true, run: renameFrom },
  RNTO: { needs: "write", takesPath: true, run: renameTo },
  SIZE: { needs: "login", takesPath: true, run: tellSize },
  MDTM: { needs: "login", takesPath: true, run: tellTime },
  MFMT: { needs: "write", run: setTime },
};

async function changeFolder(session: Session, argument: string): Promise<string> {
  const path = session.path(argument);
  if (!(await session.settings.jail.stat(path)).isDirectory()) return "550 Not a directory.";
  session.folder = path;
  return `250 Current folder is ${quoted(path)}.`;
}

async function makeFolder(session: Session, argument: string): Promise<string> {
  const path = named(session, argument);
  const real = await session.settings.jail.locate(path);
  await mkdir(real);
  await syncFolder(dirname(real));
  return `257 ${quoted(path)} created.`;
}

async function removeFolder(session: Session, argument: string): Promise<string> {
  await rmdir(await session.settings.jail.locate(named(session, argument)));
  return "250 Folder removed.";
}

async function removeFile(session: Session, argument: string): Promise<string> {
  const path = named(session, argument);
  if (!(await session.settings.jail.stat(path)).isFile()) return "550 Not a plain file.";
  const real = await session.settings.jail.locate(path);
  await unlink(real);
  await syncFolder(dirname(real));
  return "250 File removed.";
}

async function renameFrom(session: Session, argument: string): Promise<string> {
  const path = named(session, argument);
  await session.settings.jail.stat(path);
  session.renameFrom = path;
  return "350 Ready for RNTO.";
}

/** Renames over an existing file, in one step. */
async function renameTo(session: Session, argument: string): Promise<string> {
  const from = session.renameFrom;
  if (from === undefined) return "503 Use RNFR first.";
  session.renameFrom = undefined;
  const { jail } = session.settings;
  const [source, target] = [await jail.locate(from), await jail.locate(named(session, argument))];
  await rename(source, target);
  await syncFolder(dirname(target));
  return "250 Renamed.";
}

async function tellSize(session: Session, argument: string): Promise<string> {
  const stats = await session.settings.jail.stat(session.path(argument));
  return stats.isFile() ? `213 ${stats.size}` : "550 Not a plain file.";
}

async function tellTime(session: Session, argument: string): Promise<string> {
  const stats = await session.settings.jail.stat(session.path(argument));
  return stats.isFile() ? `213 ${factTime(stats.mtime)}` : "550 Not a plain file.";
}

/** Sets a file's time of modification: `MFMT 20260102030405 name`. */
async function setTime(session: Session, argument: string): Promise<string> {
  const [, text = "", name = ""] = /^(\S+) (.+)$/.exec(argument) ?? [];
  const time = parseFactTime(text);
  if (time === undefined) return "501 YYYYMMDDHHMMSS and a file name are expected.";
  const path = named(session, name);
  if (!(await session.settings.jail.stat(path)).isFile()) return "550 Not a plain file.";
  const file = await open(await session.settings.jail.locate(path), "r+");
  try {
    await file.utimes(time, time);
    await file.sync();
  } finally {
    await file.close();
  }
  return `213 Modify=${factTime(time)}; ${path}`;
}

/** Makes what happened to a folder's entries durable. Not every platform can. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** The path of something that can be made, renamed or removed: anything but the root. */
function named(session: Session, argument: string): string {
  const path = session.path(argument);
  if (argument === "" || path === "/") throw new Refusal("553 File name not allowed.");
  return path;
}

/** A path as PWD and MKD tell it (RFC 959, appendix II). */
const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`;
