import { expect, test } from "vitest";
import { Failure } from "../../src/errors.ts";
import type { Source } from "../../src/files/store.ts";
import type { OpenJournal } from "../../src/journal/open-journal.ts";
import { openedJournal } from "./opened-journal.ts";
import { commandResult, event, SEND } from "./samples.ts";

const DAY_MS = 86_400_000;
const HEADER = "\uFEFFid,time,type,severity,resource,origin,error,text,acknowledged\r\n";

const folderOf = (journal: OpenJournal, of: "events" | "sessions" = "events") =>
  journal.csvFolder(of, () => ({
    language: "en",
    text: ({ id, parameters }) => String(parameters.subject ?? `event ${id}`),
  }));

test("a day's events are its lines, in order, quoted where needed and with formulas disarmed", async () => {
  const { journal, clock } = openedJournal();
  journal.append(event({ parameters: { subject: 'été, "12"\r\nпривет' } }));
  clock.advance(1500);
  const { id } = journal.append(event({ type: "faultRaised", parameters: { subject: "=1+1" }, error: undefined }));
  clock.advance(1500);
  journal.acknowledge(id, "anne");
  expect(await textOf(await folderOf(journal).open(["2026-11-23.csv"]))).toBe(
    HEADER +
      '1,2026-11-23T00:00:00.000Z,commandSucceeded,info,R00001,http:admin,0,"été, ""12""\r\nпривет",\r\n' +
      "2,2026-11-23T00:00:01.500Z,faultRaised,info,R00001,http:admin,,'=1+1,2026-11-23T00:00:03.000Z\r\n",
  );
});

test("there is one file per day that has events, with the size its content has", async () => {
  const { journal, clock } = openedJournal();
  const folder = folderOf(journal);
  expect(await folder.list([])).toEqual([]);
  for (let i = 0; i < 1200; i += 1) journal.append(event());
  clock.advance(2 * DAY_MS);
  const last = journal.append(event());
  for (const again of ["rendered", "remembered"]) {
    const entries = await folder.list([]);
    expect(
      entries.map(({ name }) => name),
      again,
    ).toEqual(["2026-11-23.csv", "2026-11-25.csv"]);
    expect(entries[1]?.modified).toBe(last.time);
    for (const entry of entries) {
      expect(await folder.stat([entry.name])).toEqual(entry);
      const source = await folder.open([entry.name]);
      expect(source).toMatchObject({ size: entry.size, modified: entry.modified });
      expect((await bytesOf(source)).length).toBe(entry.size);
    }
  }
});

test("sizes follow what is appended, acknowledged and forgotten", async () => {
  const { journal, clock } = openedJournal({ retention: { days: 10, maxBytes: 1e9 } });
  const folder = folderOf(journal);
  const sizes: number[] = [];
  const look = async () => {
    const entry = await folder.stat(["2026-11-23.csv"]);
    const size = entry === undefined ? 0 : (await bytesOf(await folder.open([entry.name]))).length;
    expect(entry?.size ?? 0).toBe(size);
    sizes.push(size);
  };
  const { id } = journal.append(event());
  await look();
  journal.append(event());
  await look();
  journal.acknowledge(id, "anne");
  await look();
  clock.advance(11 * DAY_MS);
  journal.append(event());
  journal.prune();
  await look();
  expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0);
  expect(sizes[2]).toBeGreaterThan(sizes[1] ?? 0);
  expect(sizes[3]).toBe(0);
});

test("an open file stays as it was, whatever is appended or acknowledged while it is read", async () => {
  const { journal } = openedJournal();
  for (let i = 0; i < 1600; i += 1) journal.append(event());
  const folder = folderOf(journal);
  const before = await bytesOf(await folder.open(["2026-11-23.csv"]));
  const source = await folder.open(["2026-11-23.csv"]);
  const buffer = new Uint8Array(1000);
  await source.read(buffer, 0);
  for (let id = 1; id <= 1600; id += 400) journal.acknowledge(id, "anne");
  journal.append(event());
  expect(await bytesOf(source)).toEqual(before);
});

test("any position may be read, backwards and by overlapping reads too", async () => {
  const { journal } = openedJournal();
  for (let i = 0; i < 1600; i += 1) journal.append(event());
  const folder = folderOf(journal);
  const whole = await bytesOf(await folder.open(["2026-11-23.csv"]));
  const source = await folder.open(["2026-11-23.csv"]);
  const positions = [90_000, 0, 45_000, whole.length - 10, whole.length, whole.length + 99, 12_345];
  const reads = positions.map(async (position) => {
    const buffer = Buffer.alloc(20_000);
    return buffer.subarray(0, await source.read(buffer, position));
  });
  for (const [index, bytes] of (await Promise.all(reads)).entries()) {
    const position = positions[index] ?? 0;
    expect(bytes.equals(whole.subarray(position, position + 20_000))).toBe(true);
  }
  await source.close();
});

test("a day that retention takes while it is read is a file that shrank", async () => {
  const { journal, clock } = openedJournal({ retention: { days: 10, maxBytes: 1e9 } });
  for (let i = 0; i < 1600; i += 1) journal.append(event());
  const source = await folderOf(journal).open(["2026-11-23.csv"]);
  clock.advance(11 * DAY_MS);
  journal.append(event());
  journal.prune();
  clock.advance(1000);
  await expect(bytesOf(source)).rejects.toMatchObject({ failure: "fileShrank" });
});

test("the log of sessions has log-ins and log-outs only", async () => {
  const { journal, clock } = openedJournal();
  journal.append(event({ type: "loggedIn", resource: "" }));
  journal.conclude(journal.accept(SEND).id, commandResult(), event());
  journal.append(event({ type: "loginRefused", resource: "" }));
  clock.advance(DAY_MS);
  journal.append(event());
  const folder = folderOf(journal, "sessions");
  expect((await folder.list([])).map(({ name }) => name)).toEqual(["2026-11-23.csv"]);
  expect((await textOf(await folder.open(["2026-11-23.csv"]))).match(/^\d+,/gm)).toEqual(["1,", "3,"]);
});

test("nothing can be written, and nothing else is there", async () => {
  const { journal } = openedJournal();
  journal.append(event());
  const folder = folderOf(journal);
  expect(folder.writable).toBe(false);
  for (const refused of [
    folder.receive(["2026-11-23.csv"]),
    folder.remove(["2026-11-23.csv"]),
    folder.rename(["2026-11-23.csv"], ["a.csv"]),
    folder.makeFolder(["a"]),
  ]) {
    await expect(refused).rejects.toMatchObject({ failure: "localFolderReadOnly" });
  }
  for (const name of ["2026-11-24.csv", "2026-02-31.csv", "9999999-01-01.csv", "2026-11-23", "x.csv", ".csv"]) {
    expect(await folder.stat([name])).toBeUndefined();
    await expect(folder.open([name])).rejects.toThrow(Failure);
  }
  expect(await folder.stat(["2026-11-23.csv", "x"])).toBeUndefined();
  expect(await folder.stat([])).toMatchObject({ kind: "folder" });
  await expect(folder.list(["2026-11-23.csv"])).rejects.toMatchObject({ failure: "localFolderMissing" });
});

async function bytesOf(source: Source): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const buffer = Buffer.alloc(7001);
  for (let position = 0; ; ) {
    const count = await source.read(buffer, position);
    if (count === 0) break;
    pieces.push(Buffer.from(buffer.subarray(0, count)));
    position += count;
  }
  await source.close();
  return Buffer.concat(pieces);
}

async function textOf(source: Source): Promise<string> {
  return (await bytesOf(source)).toString("utf8");
}
