import iconv from "iconv-lite";
import { startOfDay } from "../../calendar.ts";
import { lookOf } from "../../csv/look.ts";
import { type Cell, CsvWriter } from "../../csv/writer.ts";
import { Failure } from "../../errors.ts";
import type { Sample } from "../../history/history.ts";
import { type Member, membersOf } from "../ftp-set/members.ts";
import type { Parts } from "../kind.ts";
import type { ResourceParts } from "../resource.ts";
import { type Giving, partFor } from "../till/giving.ts";
import { KeptFile } from "../till/kept-file.ts";
import { beginningOf } from "../till/mark.ts";
import { markerFor, type Profile } from "../till/profile.ts";
import type { Produced, TakerOptions } from "../till/taking.ts";
import { type Asked, readRequest } from "./request.ts";
import type { FtpReportConfig } from "./schema.ts";

/** How far reports of what is new reach into each trace. */
type Positions = Readonly<Record<string, number>>;

const COLUMNS = ["path", "time", "value"];

/**
 * Makes the report that a request asks for from the elements of a Set: the samples of those that have a history, between
 * the dates, or since the last report of what was new; and the values that the others have now.
 */
export function producer(
  config: FtpReportConfig,
  profile: Profile,
  parts: Parts & ResourceParts,
): NonNullable<TakerOptions["produce"]> {
  return async (content, requestKey): Promise<Produced> => {
    const before = (parts.exchanges.last(config.id, "request")?.note ?? {}) as Positions;
    const asked = readRequest(await beginningOf(content, profile.encoding), profile.request);
    if (asked === undefined) {
      parts.journal.append({
        type: "requestUnreadable",
        severity: "error",
        resource: config.id,
        origin: config.id,
        parameters: { path: config.remoteFlag },
        error: undefined,
      });
      return { begins: undefined, note: before };
    }
    const set = config.set ?? "";
    const elements = parts.elements(set);
    if (elements === undefined) throw new Failure("setMissing", { subject: set });
    const members = await membersOf(elements, parts);
    const ranges = new Map(members.map((member) => [member, rangeOf(member, asked, before)]));
    const key = `${requestKey}-report`;
    const kept = new KeptFile(parts.tree.locate(config.localFile), key);
    const receipt = await kept.receive();
    let size = 0;
    for (const piece of render(config, profile, asked, ranges)) {
      size += piece.length;
      await receipt.write(piece);
    }
    const sha256 = await receipt.commit();
    const remote = config.remoteFile;
    const detail: Giving = {
      remote,
      target: remote,
      part: partFor(remote, key),
      ...(profile.report.remoteMarker === "" ? {} : { marker: markerFor(profile.report.remoteMarker, remote) }),
      beside: config.localFile,
      key,
      version: { size, modified: Math.round(parts.clock.now()) },
      sha256,
    };
    const note = asked.range === "new" ? { ...before, ...reached(ranges) } : before;
    return { begins: { kind: "report", state: "claimed", detail }, note };
  };
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeOf(member: Member, { range }: Asked, before: Positions): Range | undefined {
  if (member.kind !== "history") return undefined;
  const { key, trace } = member.history;
  trace.flush();
  const { first, last } = trace.range();
  const since = range === "new" ? (before[key] ?? 0) : 0;
  // A position beyond the last sample is of an earlier database.
  return { first: Math.max(first, since > last ? 0 : since + 1), last };
}

function reached(ranges: ReadonlyMap<Member, Range | undefined>): Positions {
  const entries = [...ranges].flatMap(([member, range]) =>
    member.kind === "history" && range !== undefined ? [[member.history.key, range.last] as const] : [],
  );
  return Object.fromEntries(entries);
}

function* render(
  { csv }: FtpReportConfig,
  { encoding, report }: Profile,
  asked: Asked,
  ranges: ReadonlyMap<Member, Range | undefined>,
): Generator<Uint8Array> {
  const { zone } = lookOf(csv);
  const [from, to] =
    asked.range === "dates"
      ? [startOfDay(asked.from, zone), startOfDay(asked.to + 1, zone)]
      : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // A byte order mark is of no use in another encoding, and hides the mark of the first line.
  const plain = encoding !== "utf-8" || report.mark !== undefined;
  const writer = new CsvWriter(plain ? { ...csv, byteOrderMark: false } : csv);
  const encoded = (text: Buffer) => (encoding === "utf-8" ? text : iconv.encode(text.toString("utf8"), encoding));
  if (report.mark !== undefined)
    yield iconv.encode(`${"\r\n".repeat(report.mark.line - 1)}${report.mark.open}\r\n`, encoding);
  yield encoded(writer.heading(COLUMNS));
  for (const [member, range] of ranges) {
    if (member.kind === "history" && range !== undefined && range.first <= range.last) {
      for (const page of member.history.trace.read(range.first, range.last)) {
        const rows = page.filter(({ time }) => time >= from && time < to).map((sample) => rowOf(member.path, sample));
        if (rows.length > 0) yield encoded(writer.rows(rows));
      }
    }
    if (member.kind === "variable") yield encoded(writer.rows([rowOf(member.path, member.variable)]));
  }
}

function rowOf(path: string, { time, value }: Pick<Sample, "time" | "value">): readonly Cell[] {
  return [path, new Date(time), value];
}
