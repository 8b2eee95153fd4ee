const MAX_BYTES = 255;
/** Control characters, line and paragraph separators, marks that turn the reading direction, failed decoding. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]|[/\\]/u;

/** Whether a name that a server sent may be used: one name, not a way out of its folder, shown as what it is. */
export function isRemoteName(name: string): boolean {
  if (name === "" || name === "." || name === ".." || UNSAFE.test(name)) return false;
  return Buffer.byteLength(name) <= MAX_BYTES;
}
