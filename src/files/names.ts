import { Failure } from "../errors.ts";
import type { StorePath } from "./store.ts";

/** A device path taken apart: the dotted path of a mount, then the names inside it. */
export interface DevicePath {
  readonly dotted: string;
  readonly names: StorePath;
}

const MAX_NAME_BYTES = 255;
const MAX_DEPTH = 64;

/** What a file being received is called until it is whole. */
export const TEMPORARY_PREFIX = ".relais-";
/** What a file is called that is whole and waits, hidden, for what is done with it. */
const KEPT = /^\.relais-[0-9a-z-]{1,200}\.kept$/;

/** Control and format characters (bidi and zero-width ones among them) and line separators: a name must read as it is. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const WINDOWS_REFUSES = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Where a store is mounted: at most 128 characters, `easy.JRNL`. */
export const DOTTED_PATH = /^(?=.{1,128}$)[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;

/** Whether one name may stand in a store: it can neither lead elsewhere nor look like another. */
export function isAllowedName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  if (name.includes("/") || name.includes("\\") || INVISIBLE.test(name) || !name.isWellFormed()) return false;
  if (isTemporaryName(name) || (process.platform === "win32" && WINDOWS_REFUSES.test(name))) return false;
  return Buffer.byteLength(name) <= MAX_NAME_BYTES;
}

/**
 * The name of a file that a store keeps hidden until its owner, who alone knows the key, renames or removes it. It is in
 * no listing, cannot be given from outside, and is not swept: it outlives restarts.
 */
export function keptName(key: string): string {
  const name = `${TEMPORARY_PREFIX}${key}.kept`;
  if (!isKeptName(name)) throw new Error(`${key} is no key of a kept file`);
  return name;
}

export function isKeptName(name: string): boolean {
  return KEPT.test(name);
}

export function isTemporaryName(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}

/** Raises `localPathRefused` unless the name is allowed. */
export function checkName(name: string): void {
  if (!isAllowedName(name)) throw new Failure("localPathRefused", { subject: name });
}

/** Raises `localPathRefused` unless every name is allowed and there are not too many. The last one may be a kept file's. */
export function checkStorePath(path: StorePath): void {
  if (path.length > MAX_DEPTH) throw new Failure("localPathRefused", { subject: path.join("/") });
  for (const name of path) if (!(name === path.at(-1) && isKeptName(name))) checkName(name);
}

/** A file's folder and its own name, all names checked. The root is no file: `localPathRefused`. */
export function parentAndName(path: StorePath): readonly [parent: StorePath, name: string] {
  checkStorePath(path);
  const name = path.at(-1);
  if (name === undefined) throw new Failure("localPathRefused", { subject: "/" });
  return [path.slice(0, -1), name];
}

/** Names from a path with slashes, `logs/2026-11.csv`; the empty text is the root. Raises `localPathRefused`. */
export function parseStorePath(path: string): StorePath {
  const names = path === "" ? [] : path.split("/");
  for (const name of names) checkName(name);
  checkStorePath(names);
  return names;
}

/** Takes `Net.FlashDisk/logs/2026-11.csv` apart. Raises `localPathRefused`. */
export function parseDevicePath(path: string): DevicePath {
  const slash = path.indexOf("/");
  const dotted = slash === -1 ? path : path.slice(0, slash);
  if (!DOTTED_PATH.test(dotted)) throw new Failure("localPathRefused", { subject: path });
  if (slash === -1) return { dotted, names: [] };
  if (slash === path.length - 1) throw new Failure("localPathRefused", { subject: path });
  return { dotted, names: parseStorePath(path.slice(slash + 1)) };
}
