import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isShown, isSpeakable } from "./jail.ts";

export interface ListedFile {
  readonly name: string;
  readonly stats: Stats;
}

/** One line of a listing, without its end. */
export type LineFormat = (file: ListedFile) => string;

export const FACTS = ["type", "size", "modify", "perm", "unique"] as const;
export type Fact = (typeof FACTS)[number];

/** Machine listing (RFC 3659 §7): the chosen facts, then the name. */
export function factsLine(facts: readonly Fact[], readOnly: boolean): LineFormat {
  return (file) => `${facts.map((fact) => FACT_VALUES[fact](file.stats, readOnly)).join("")} ${file.name}`;
}

const FACT_VALUES: Readonly<Record<Fact, (stats: Stats, readOnly: boolean) => string>> = {
  type: (stats) => `type=${stats.isDirectory() ? "dir" : "file"};`,
  size: (stats) => (stats.isDirectory() ? "" : `size=${stats.size};`),
  modify: (stats) => `modify=${factTime(stats.mtime)};`,
  perm: (stats, readOnly) => `perm=${permissions(stats, readOnly)};`,
  unique: (stats) => `unique=${stats.dev.toString(36)}g${stats.ino.toString(36)};`,
};

function permissions(stats: Stats, readOnly: boolean): string {
  if (stats.isDirectory()) return readOnly ? "el" : "cdeflmp";
  return readOnly ? "r" : "adfrw";
}

/** `ls -l` as FTP clients have come to expect it: the time of day for half a year, the year beyond. UTC. */
export function longLine(now: number): LineFormat {
  return ({ name, stats }) => {
    const kind = stats.isDirectory() ? "drwxr-xr-x" : "-rw-r--r--";
    return `${kind} 1 ftp ftp ${String(stats.size).padStart(12)} ${longTime(stats.mtime, now)} ${name}`;
  };
}

export const nameLine: LineFormat = ({ name }) => name;

function longTime(time: Date, now: number): string {
  const day = `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)}`;
  const age = now - time.getTime();
  const recent = age < HALF_A_YEAR_MS && age > -24 * 3600_000;
  return `${day} ${recent ? time.toISOString().slice(11, 16) : String(time.getUTCFullYear()).padStart(5)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HALF_A_YEAR_MS = 182 * 24 * 3600_000;

/** `YYYYMMDDHHMMSS` in UTC (RFC 3659 §2.3). */
export const factTime = (time: Date): string => time.toISOString().slice(0, 19).replaceAll(/[-T:]/g, "");

/** The time behind `YYYYMMDDHHMMSS[.sss]`, or `undefined` when it is none. */
export function parseFactTime(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,3})?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ""] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
  return Number.isNaN(time.getTime()) || factTime(time) !== text.slice(0, 14) ? undefined : time;
}

/** The lines of a directory sorted by name, in portions, so that a large one neither waits nor fills the memory. */
export async function* directoryLines(directory: string, format: LineFormat): AsyncGenerator<string> {
  const names = (await readdir(directory)).filter(isSpeakable).sort();
  for (let first = 0; first < names.length; first += PORTION) {
    const portion = names.slice(first, first + PORTION).map((name) => listedFile(directory, name));
    const lines = (await Promise.all(portion)).flatMap((file) => (file === undefined ? [] : `${format(file)}\r\n`));
    yield lines.join("");
  }
}

const PORTION = 100;

/** `undefined` when the file went away meanwhile, or is nothing for clients. */
async function listedFile(directory: string, name: string): Promise<ListedFile | undefined> {
  const stats = await lstat(join(directory, name)).catch(() => undefined);
  return stats !== undefined && isShown(stats) ? { name, stats } : undefined;
}
