import { Failure } from "../errors.ts";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that we decide on. */
const BUSY = 5;
const CORRUPT = 11;
const NOTADB = 26;

/** The database cannot serve, and no bug of ours is the reason: PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. */
const UNAVAILABLE = new Set([3, BUSY, 6, 7, 8, 10, CORRUPT, 13, 14, NOTADB]);

/** Another connection holds the lock. */
export const isLocked = (error: unknown): boolean => primaryCode(error) === BUSY;

/** What the file holds is no database, or no longer a whole one. */
export const isCorrupt = (error: unknown): boolean => [CORRUPT, NOTADB].includes(primaryCode(error));

/** An error of the disk or of the file as `journalUnavailable`; anything else is a bug and stays what it is. */
export function asJournalFailure(error: unknown): unknown {
  const unavailable = UNAVAILABLE.has(primaryCode(error)) || isClosed(error) || isOfTheFileSystem(error);
  return unavailable ? new Failure("journalUnavailable", { cause: error }) : error;
}

/** It was closed while somebody still held it, as happens on the way down. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_INVALID_STATE";
}

function isOfTheFileSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** Without the extension in the upper bytes; 0 for what SQLite did not raise. */
function primaryCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}
