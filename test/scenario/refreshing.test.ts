import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { eventually } from "../support/eventually.ts";
import { rehearse } from "../support/rehearsal.ts";

const LOCAL = { "a.csv": "old", "b.csv": "old", "sub/c.csv": "old" };
const REMOTE = { "a.csv": "new a".repeat(100), "b.csv": "new b", "sub/c.csv": "new c", "other.csv": "not asked for" };
const RENEWED = { "a.csv": REMOTE["a.csv"], "b.csv": REMOTE["b.csv"], "sub/c.csv": REMOTE["sub/c.csv"] };

/** No step shows more done than there is to do. */
function expectProgressWithinTotals(steps: readonly Readonly<Record<string, unknown>>[]): void {
  for (const now of steps) {
    expect(Number(now.FilesDone)).toBeLessThanOrEqual(Number(now.FilesTotal));
    expect(Number(now.BytesDone)).toBeLessThanOrEqual(Number(now.BytesTotal));
  }
}

test("a Refresh renews what is there and differs, and takes the time of the server", async () => {
  const { device, local, remote, localFiles, remoteFiles } = await rehearse({ local: LOCAL, remote: REMOTE });
  const { outputs, steps } = await device.command("R00001", "Refresh");
  expect(outputs).toMatchObject({ Error: 0, FilesTotal: 3, FilesDone: 3, BytesTotal: 510, BytesDone: 510 });
  expect(new Set(steps.map(({ Action }) => Action))).toEqual(new Set([0, 2, 3]));
  expect(await localFiles()).toEqual(RENEWED);
  expect(await remoteFiles()).toEqual(REMOTE);
  const times = await Promise.all([local, remote].map(async (root) => (await stat(join(root, "a.csv"))).mtimeMs));
  expect(Math.floor(Number(times[0]) / 1000)).toBe(Math.floor(Number(times[1]) / 1000));
  expect((await device.command("R00001", "Refresh")).outputs).toMatchObject({ Error: 0, FilesTotal: 0 });
});

test("an older file of the same size on the server stays where it is", async () => {
  const { device, localFiles } = await rehearse({
    local: { "a.csv": "own" },
    remote: { "a.csv": "alt" },
    prepare: (_, remote) => utimes(join(remote, "a.csv"), 1_000_000, 1_000_000),
  });
  expect((await device.command("R00001", "Refresh")).outputs).toMatchObject({ Error: 0, FilesTotal: 0 });
  expect(await localFiles()).toEqual({ "a.csv": "own" });
});

describe("the file here stays whole when", () => {
  test.each([
    ["the download is cut short without an error", "truncated-data", 1],
    ["more bytes come than the server told", "endless-data", 1],
    ["the session is reset in between", "reset-mid-data", 10],
    ["the server refuses it", "refused-with-reset", 8],
  ])("%s", async (_, preset, error) => {
    const { device, server, local, localFiles } = await rehearse({ local: LOCAL, remote: REMOTE });
    const faults = presetRules([preset]).map((rule) => ({
      ...rule,
      when: { ...rule.when, command: "RETR", name: "a.csv" },
    }));
    server.faults.set(faults as readonly Rule[]);
    const { outputs, steps } = await device.command("R00001", "Refresh");
    expect(outputs).toMatchObject({ Error: error, Fault: true, FilesTotal: 3, FilesDone: 2 });
    expect(await localFiles()).toEqual({ ...RENEWED, "a.csv": "old" });
    expect((await readdir(local)).toSorted()).toEqual(["a.csv", "b.csv", "sub"]);
    expectProgressWithinTotals(steps);
  });
});

test("a session that breaks once in a download is opened again, and the progress stays within its totals", async () => {
  const { device, localFiles } = await rehearse({
    local: LOCAL,
    remote: REMOTE,
    faults: [{ when: { event: "reply", command: "RETR", times: 1 }, do: { silent: true, end: "reset" } }],
  });
  const { outputs, steps } = await device.command("R00001", "Refresh");
  expect(outputs).toMatchObject({ Error: 0, FilesDone: 3, BytesTotal: 510, BytesDone: 510 });
  expectProgressWithinTotals(steps);
  expect(await localFiles()).toEqual(RENEWED);
});

test("a server without SIZE is believed its listing", async () => {
  const { device, localFiles } = await rehearse({
    local: LOCAL,
    remote: REMOTE,
    faults: presetRules(["size-unknown"]),
  });
  expect((await device.command("R00001", "Refresh")).outputs).toMatchObject({ Error: 0, FilesDone: 3 });
  expect(await localFiles()).toEqual(RENEWED);
});

test("a file that went away here since it was compared is not made again", async () => {
  const { device, server, local, localFiles } = await rehearse({
    local: LOCAL,
    remote: REMOTE,
    connection: { sessions: 1 },
    faults: [{ when: { event: "data", command: "RETR", name: "a.csv" }, do: { everyMs: 1 } }],
  });
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Refresh");
  await eventually(() => expect(server.faults.strikes).toEqual([1]));
  await rm(join(local, "sub"), { recursive: true });
  expect(await watch.until(({ Action, Commands }) => Commands === 1 && Action === 0)).toMatchObject({ Error: 0 });
  watch.close();
  expect(await localFiles()).toEqual({ "a.csv": REMOTE["a.csv"], "b.csv": REMOTE["b.csv"] });
});

test("a Refresh of a folder that cannot be written, or that the server does not have, is a wrong parameter", async () => {
  const { device, localFiles } = await rehearse({
    local: LOCAL,
    resources: [{ folder: "easy.JRNL" }, { remoteFolder: "/nowhere" }, { folder: "Net.FlashDisk/nothing" }],
  });
  for (const resource of ["R00001", "R00002", "R00003"]) {
    expect((await device.command(resource, "Refresh")).outputs).toMatchObject({ Error: 8, Fault: true });
  }
  expect(await localFiles()).toEqual(LOCAL);
});

describe("refresh: all", () => {
  const resources = [{ refresh: "all" }];

  test("receives new files and folders too", async () => {
    const { device, localFiles } = await rehearse({ local: { "own.csv": "own" }, remote: REMOTE, resources });
    expect((await device.command("R00001", "Refresh")).outputs).toMatchObject({ Error: 0, FilesDone: 4 });
    expect(await localFiles()).toEqual({ ...REMOTE, "own.csv": "own" });
  });

  test("stays in its folder whatever names the server lists", async () => {
    const { device, local } = await rehearse({ resources, faults: presetRules(["hostile-names"]) });
    const around = await readdir(join(local, ".."));
    const { outputs } = await device.command("R00001", "Refresh");
    expect(outputs).toMatchObject({ Error: 8, FilesDone: 0 });
    expect(await readdir(local)).toEqual([]);
    expect(await readdir(join(local, ".."))).toEqual(around);
  });

  test("ends with folders that never end", async () => {
    const line = "type=dir;modify=20260102030405; again\r\n";
    const { device } = await rehearse({
      resources,
      faults: [
        { when: { event: "command", command: "CWD" }, do: { reply: "250 Here you are." } },
        { when: { event: "data", command: "MLSD" }, do: { content: line } },
      ],
    });
    const { outputs } = await device.command("R00001", "Refresh");
    expect(outputs).toMatchObject({ Error: 1, Fault: true, FilesTotal: 0 });
  });
});

test("an interrupted Refresh goes on with what is missing, and counts the whole", async () => {
  const { device, commands, localFiles } = await rehearse({
    local: { ...LOCAL, "a.csv": REMOTE["a.csv"] },
    remote: REMOTE,
    before: (journal) => {
      const { id } = journal.accept({ resource: "R00001", verb: "refresh", cause: "test" });
      const paths = Object.keys(RENEWED) as (keyof typeof RENEWED)[];
      journal.plan(
        id,
        paths.map((path, index) => ({ index, path, size: RENEWED[path].length, modified: 0 })),
      );
      journal.fileEnded(id, { index: 0, state: "done", bytes: 500, durationMs: 1, failure: undefined, reply: "226" });
    },
  });
  const outputs = await device.ended("R00001");
  expect(outputs).toMatchObject({ Error: 0, FilesTotal: 3, FilesDone: 3, BytesTotal: 510, BytesDone: 510 });
  expect(commands.filter((line) => line.includes("RETR"))).toHaveLength(2);
  expect(await localFiles()).toEqual(RENEWED);
});
