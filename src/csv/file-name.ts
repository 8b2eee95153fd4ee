import { isAllowedName } from "../files/names.ts";
import type { TimeZone } from "../time-zone.ts";

/** What the tokens of a file name stand for. */
export interface FileNameParts {
  readonly site: string;
  readonly set: string;
  readonly label: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly seq: number;
}

const TOKENS = ["site", "set", "label", "YYYY", "MM", "DD", "hh", "mm", "ss", "seq"] as const;
type Token = (typeof TOKENS)[number];
const BRACES = /\{([^{}]*)\}/g;

/** Separators, what Windows or an FTP server refuses in a name, and what does not show. */
const REFUSED = /[/\\<>:"|?*]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu;
/** Names that servers leave out of listings, and devices of Windows, get a `_` in front. */
const HIDDEN_OR_DEVICE = /^(?=\.|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i;
/** Of the 255 that file systems allow, less what a temporary name adds while the file is on its way. */
const MAX_BYTES = 240;

/**
 * The name of a file from a pattern such as `{label}_{YYYY}{MM}{DD}_{hh}{mm}{ss}_{seq}.csv`, in local time. It may stand
 * in any store and on any server: what they refuse is replaced by `_`, and what is too long is cut before the extension.
 */
export function fileName(pattern: string, parts: FileNameParts, zone: TimeZone): string {
  const values = valuesOf(parts, zone);
  const filled = pattern.replace(BRACES, (braces, token: string) => (isToken(token) ? values[token] : braces));
  return safeName(filled);
}

/** What stands in braces and is no token, in the order of the pattern. */
export function unknownTokens(pattern: string): readonly string[] {
  return [...pattern.matchAll(BRACES)].flatMap(([, token = ""]) => (isToken(token) ? [] : [token]));
}

function isToken(token: string): token is Token {
  return TOKENS.some((known) => known === token);
}

function valuesOf({ site, set, label, time, seq }: FileNameParts, zone: TimeZone): Readonly<Record<Token, string>> {
  const [YYYY = "", MM = "", DD = "", hh = "", mm = "", ss = ""] =
    new Date(zone.wall(time)).toISOString().match(/\d+/g) ?? [];
  return { site, set, label, YYYY, MM, DD, hh, mm, ss, seq: String(seq) };
}

function safeName(name: string): string {
  const replaced = name
    .toWellFormed()
    .replace(REFUSED, "_")
    .trim()
    .replace(/[. ]+$/, "_");
  const cut = shortened(replaced.replace(HIDDEN_OR_DEVICE, "_"));
  return isAllowedName(cut) ? cut : "_";
}

/** Cuts the stem between two characters. */
function shortened(name: string): string {
  const extension = /(?:\.[A-Za-z0-9]{1,8}){0,2}$/.exec(name)?.[0] ?? "";
  const room = MAX_BYTES - extension.length;
  let stem = "";
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + character) > room) break;
    stem += character;
  }
  return stem + extension;
}
