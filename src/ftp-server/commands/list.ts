import { posix } from "node:path";
import iconv from "iconv-lite";
import { carry } from "../carriage.ts";
import type { CommandTable } from "../commands.ts";
import { directoryLines, factsLine, type LineFormat, longLine, nameLine } from "../listing.ts";
import type { Session } from "../session.ts";

/** What is in folders (RFC 959 §4.1.3, RFC 3659 §7). */
export const listCommands: CommandTable = {
  LIST: {
    needs: "login",
    takesPath: true,
    run: (session, argument) => list(session, withoutOptions(argument), long(session)),
  },
  NLST: {
    needs: "login",
    takesPath: true,
    run: (session, argument) => list(session, withoutOptions(argument), nameLine),
  },
  MLSD: { needs: "login", takesPath: true, run: listFacts },
  MLST: { needs: "login", takesPath: true, run: tellFacts },
  STAT: { needs: "nothing", takesPath: true, run: tellState },
};

async function list(session: Session, argument: string, format: LineFormat): Promise<string> {
  const lines = await linesOf(session, session.path(argument), format);
  return carry(session, "150 Here it comes.", async (transfer) => {
    await transfer.send(encoded(lines, session));
    return "226 Listing complete.";
  });
}

async function listFacts(session: Session, argument: string): Promise<string> {
  if (!(await session.settings.jail.stat(session.path(argument))).isDirectory()) return "501 Not a directory.";
  return list(session, argument, facts(session));
}

async function tellFacts(session: Session, argument: string): Promise<string> {
  const path = session.path(argument);
  const stats = await session.settings.jail.stat(path);
  return `250-Facts:\n ${facts(session)({ name: path, stats })}\n250 End.`;
}

/** Of a path: its listing, over the control connection. Without one: the state of the dialogue. */
async function tellState(session: Session, argument: string): Promise<string> {
  if (argument === "") {
    const who = session.user === undefined ? "Nobody is logged in" : `Logged in as ${session.userName}`;
    return `211-State:\n ${who}.\n ${session.control.secured ? "Under TLS" : "In clear"}.\n211 End.`;
  }
  if (session.user === undefined) return "530 Please log in with USER and PASS.";
  let told = "213-Listing:\n";
  const path = session.path(withoutOptions(argument));
  for await (const lines of await linesOf(session, path, long(session))) told += lines.replaceAll(/^(?=\d)/gm, " ");
  return `${told.replaceAll("\r\n", "\n")}213 End.`;
}

/** The lines of a folder's listing, or the one line of a file. */
async function linesOf(session: Session, path: string, format: LineFormat): Promise<AsyncIterable<string>> {
  const { jail } = session.settings;
  const stats = await jail.stat(path);
  if (stats.isDirectory()) return directoryLines(await jail.locate(path), format);
  return one(`${format({ name: posix.basename(path), stats })}\r\n`);
}

async function* one(line: string): AsyncGenerator<string> {
  yield line;
}

async function* encoded(lines: AsyncIterable<string>, session: Session): AsyncGenerator<Uint8Array> {
  for await (const portion of lines) yield iconv.encode(portion, session.settings.encoding);
}

const long = (session: Session): LineFormat => longLine(session.settings.clock.now());

const facts = (session: Session): LineFormat => factsLine(session.facts, session.user?.readOnly === true);

/** Clients pass options of `ls`. A folder whose name begins with a hyphen is listed as `./-name`. */
const withoutOptions = (argument: string): string => argument.replace(/^(-[A-Za-z1]+( +|$))+/, "");
