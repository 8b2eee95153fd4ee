import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { carry } from "../carriage.ts";
import type { CommandTable } from "../commands.ts";
import { Refusal } from "../refusal.ts";
import type { Session } from "../session.ts";
import type { Transfer } from "../transfer.ts";
import { syncFolder } from "./tree.ts";

/** What is in files (RFC 959 §4.1.3, RFC 3659 §5). */
export const exchangeCommands: CommandTable = {
  RETR: { needs: "login", takesPath: true, run: retrieve },
  STOR: { needs: "write", takesPath: true, run: (session, name) => store(session, name, WHOLE) },
  APPE: { needs: "write", takesPath: true, run: (session, name) => store(session, name, APPEND) },
  STOU: { needs: "write", run: storeUnique },
  REST: { needs: "login", run: restart },
  ABOR: { needs: "login", run: () => "226 Nothing is under way." },
};

// Windows knows neither O_NOFOLLOW nor O_NONBLOCK: undefined adds no bit.
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const WHOLE = O_WRONLY | O_CREAT | O_TRUNC;
const APPEND = O_WRONLY | O_CREAT | O_APPEND;
const RESUME = O_WRONLY;
const CHUNK_BYTES = 262_144;
const DONE = "226 Transfer complete.";

async function retrieve(session: Session, name: string): Promise<string> {
  const from = takeRestart(session);
  const file = await openFile(session, session.path(name), O_RDONLY);
  try {
    const { size } = await file.stat();
    if (from > size) return "554 Nothing is there to restart from.";
    return await carry(session, `150 ${size - from} bytes follow.`, async (transfer) => {
      await transfer.send(chunksOf(file, from));
      return DONE;
    });
  } finally {
    await file.close();
  }
}

/** Writes straight to the named file, as most servers do; what came before a broken end stays. Durable before 226. */
async function store(session: Session, name: string, flags: number, invitation = "150 Ready."): Promise<string> {
  const from = takeRestart(session);
  const path = session.path(name);
  const created = !(await session.settings.jail.exists(path));
  if (session.dataPort === undefined) return "425 Use PASV, EPSV, PORT or EPRT first.";
  const file = await openFile(session, path, from > 0 && flags === WHOLE ? RESUME : flags);
  try {
    if (from > (await file.stat()).size) return "554 Nothing is there to restart from.";
    if (from > 0) await file.truncate(from);
    return await carry(session, invitation, async (transfer) => {
      await write(transfer, file, flags === APPEND ? undefined : from);
      await file.sync();
      if (created) await syncFolder(dirname(await session.settings.jail.locate(path)));
      return DONE;
    });
  } finally {
    await file.close();
  }
}

/** Stores under a name nobody has, which the 150 tells (RFC 1123 §4.1.2.9). */
async function storeUnique(session: Session): Promise<string> {
  const name = `stou.${randomBytes(8).toString("hex")}`;
  return store(session, name, O_WRONLY | O_CREAT | O_EXCL, `150 FILE: ${name}`);
}

function restart(session: Session, argument: string): string {
  if (!/^\d{1,15}$/.test(argument)) return "501 A number of bytes is expected.";
  session.restartAt = Number(argument);
  return `350 The next transfer begins at ${argument}.`;
}

function takeRestart(session: Session): number {
  const from = session.restartAt;
  session.restartAt = 0;
  return from;
}

/** A plain file, never a link, pipe or device. */
async function openFile(session: Session, path: string, flags: number): Promise<FileHandle> {
  const file = await open(await session.settings.jail.locate(path), flags | O_NOFOLLOW | O_NONBLOCK, 0o644);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Refusal("550 Not a plain file.");
}

async function* chunksOf(file: FileHandle, from: number): AsyncGenerator<Uint8Array> {
  for (let at = from; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function write(transfer: Transfer, file: FileHandle, from: number | undefined): Promise<void> {
  let at = from;
  for await (const chunk of transfer.receive()) {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, at ?? null);
      written += bytesWritten;
      if (at !== undefined) at += bytesWritten;
    }
  }
}
