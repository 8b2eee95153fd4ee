import iconv from "iconv-lite";
import type { Session } from "../../connection/session.ts";
import type { Source } from "../../files/store.ts";
import { piecesOf } from "./kept-file.ts";
import type { Mark, Profile } from "./profile.ts";

/** A mark stands in the first lines of a file: more of it is not read. */
const MAX_BYTES = 64 * 1024;

/** The beginning of a file, as text. */
export async function beginningOf(source: Source, encoding: Profile["encoding"]): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(source)) {
    pieces.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes >= MAX_BYTES) break;
  }
  return iconv.decode(Buffer.concat(pieces).subarray(0, MAX_BYTES), encoding);
}

/** The beginning of a file of the server, which comes whole. */
export async function remoteBeginningOf(
  session: Session,
  path: string,
  encoding: Profile["encoding"],
): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const write = async (chunk: Uint8Array) => {
    if (bytes < MAX_BYTES) pieces.push(Buffer.from(chunk));
    bytes += chunk.length;
  };
  await session.retrieve(path, { write }, Number.MAX_SAFE_INTEGER);
  return iconv.decode(Buffer.concat(pieces).subarray(0, MAX_BYTES), encoding);
}

/** Whether a text says by its mark that it was not read yet. One without the mark says nothing, and counts as read. */
export function isOpen(text: string, mark: Mark): boolean {
  return text.split(/\r\n|\r|\n/)[mark.line - 1]?.startsWith(mark.open) === true;
}
