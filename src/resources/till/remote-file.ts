import type { Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import { remoteFolderOf } from "../remote-path.ts";

/** What tells one content of a file from the next. */
export interface Version {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC; missing when nobody knows. */
  readonly modified?: number;
}

export function sameVersion(one: Version, other: Version): boolean {
  return one.size === other.size && one.modified === other.modified;
}

/** The remote file as it is now, or `undefined` when it is not there. A server without SIZE is asked for its listing. */
export async function lookAt(session: Session, path: string): Promise<Version | undefined> {
  const found = await orWithoutSize(session, session.look(path), async () => {
    const size = await listedSize(session, path);
    return size === undefined ? undefined : { size, modified: await session.modified(path) };
  });
  return (
    found && (found.modified === undefined ? { size: found.size } : { size: found.size, modified: found.modified })
  );
}

/** Where it is not it costs one refusal, of which a server may have had enough some day. */
export async function isThere(session: Session, path: string): Promise<boolean> {
  return (await orWithoutSize(session, session.size(path), () => listedSize(session, path))) !== undefined;
}

async function orWithoutSize<T>(session: Session, asked: Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const unknown = error instanceof Failure && error.failure === "commandNotSupported";
    if (!unknown || !session.usable) throw error;
    return otherwise();
  }
}

async function listedSize(session: Session, path: string): Promise<number | undefined> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const entry = (await entriesOf(session, remoteFolderOf(path))).find((one) => one.name === name);
  return entry?.kind === "file" ? (entry.size ?? 0) : undefined;
}

/** The files of a folder that match a pattern with `*`, by name. A folder that is not there has none. */
export async function namesLike(session: Session, path: string): Promise<readonly string[]> {
  const folder = remoteFolderOf(path);
  const prefix = path.slice(0, path.lastIndexOf("/") + 1);
  const like = likeness(path.slice(prefix.length));
  const files = (await entriesOf(session, folder)).filter(({ kind, name }) => kind === "file" && like(name));
  return files.map(({ name }) => prefix + name).sort();
}

async function entriesOf(session: Session, folder: string) {
  try {
    return await session.list(folder);
  } catch (error) {
    if (error instanceof Failure && error.failure === "remoteRefused" && session.usable) return [];
    throw error;
  }
}

/** `*` stands for any characters; all others for themselves. */
function likeness(pattern: string): (name: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  return (name) => {
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const [index, part] of rest.entries()) {
      const last = index === rest.length - 1;
      const found = last ? name.length - part.length : name.indexOf(part, at);
      if (found < at || !name.startsWith(part, found)) return false;
      at = found + part.length;
    }
    return rest.length > 0 || name.length === at;
  };
}
