import { type FileInfo, FileType, parseList } from "basic-ftp";
import { isRemoteName } from "./remote-name.ts";
import { parseTime } from "./remote-time.ts";
import type { RemoteEntry } from "./session.ts";

export interface Listing {
  readonly entries: readonly RemoteEntry[];
  /** Entries left out because their name may not be used. */
  readonly refused: number;
  /** Lines that are no entry. */
  readonly unreadable: number;
}

const MAX_LINE = 4096;

/**
 * Reads a listing line by line, so that one bad line costs one entry. Raises `RangeError` with more than `max` lines.
 */
export function parseListing(text: string, format: "MLSD" | "LIST", max: number): Listing {
  const parse = format === "MLSD" ? parseMlsdLine : parseListLine;
  const entries: RemoteEntry[] = [];
  let refused = 0;
  let unreadable = 0;
  let start = 0;
  for (let count = 0; start < text.length; count += 1) {
    if (count >= max) throw new RangeError(`more than ${max} entries`);
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(start, end).replace(/\r$/, "");
    start = end + 1;
    const entry = line.length > MAX_LINE ? undefined : parse(line);
    if (entry === undefined) unreadable += 1;
    else if (entry === "skip") continue;
    else if (isRemoteName(entry.name)) entries.push(entry);
    else refused += 1;
  }
  return { entries, refused, unreadable };
}

/** `fact=value;fact=value; name` (RFC 3659 §7). A fact that makes no sense is as good as absent. */
function parseMlsdLine(line: string): RemoteEntry | "skip" | undefined {
  const [, packed, name] = /^((?:[^=; ]+=[^;]*;)*) (.+)$/.exec(line) ?? [];
  if (packed === undefined || name === undefined) return line === "" ? "skip" : undefined;
  const facts = new Map<string, string>();
  for (const fact of packed.split(";")) {
    const equals = fact.indexOf("=");
    if (equals > 0) facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  const type = facts.get("type")?.toLowerCase();
  if (type === "cdir" || type === "pdir" || name === "." || name === "..") return "skip";
  const modified = parseTime(facts.get("modify") ?? "");
  const size = parseSize(facts.get("size") ?? "");
  return { name, kind: KINDS[type ?? ""] ?? "other", size, modified, exactTime: modified !== undefined };
}

const KINDS: Readonly<Record<string, RemoteEntry["kind"]>> = Object.assign(Object.create(null), {
  file: "file",
  dir: "folder",
});

/** What `ls -l` or DIR print. Their times have no zone and no seconds, and are left out. */
function parseListLine(line: string): RemoteEntry | "skip" | undefined {
  if (line.trim() === "" || /^total \d+$/.test(line)) return "skip";
  let found: FileInfo | undefined;
  try {
    [found] = parseList(line);
  } catch {
    return undefined; // a format that basic-ftp does not know
  }
  if (found === undefined) return "skip"; // `.` and `..`
  if (found.rawModifiedAt === "") return undefined; // read as MLSD, which this is not
  const device = /^\s*[bcps]/.test(line);
  const kind = device ? "other" : (LIST_KINDS.get(found.type) ?? "other");
  const size = Number.isSafeInteger(found.size) && found.size >= 0 ? found.size : undefined;
  return { name: found.name, kind, size: kind === "file" ? size : undefined, modified: undefined, exactTime: false };
}

const LIST_KINDS = new Map<FileType, RemoteEntry["kind"]>([
  [FileType.File, "file"],
  [FileType.Directory, "folder"],
]);

/** A size as servers write it in SIZE replies and facts: digits only. */
export function parseSize(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
