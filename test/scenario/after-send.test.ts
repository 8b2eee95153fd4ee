import { stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { rehearse } from "../support/rehearsal.ts";

const FILES = { "a.csv": "a".repeat(300), "sub/b.csv": "b".repeat(300), "empty.flg": "" };
const refuseB = { when: { event: "command", command: "STOR", name: "b.csv*" }, do: { reply: "553 No." } } as const;

test("delete removes what arrived, and nothing that did not", async () => {
  const { device, localFiles, remoteFiles } = await rehearse({
    local: FILES,
    resources: [{ afterSend: "delete" }],
    faults: [refuseB],
  });
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 8, FilesDone: 2 });
  expect(await localFiles()).toEqual({ "sub/b.csv": FILES["sub/b.csv"] });
  expect(await remoteFiles()).toEqual({ "a.csv": FILES["a.csv"], "empty.flg": "" });
});

test("archive moves what arrived below the archive folder, which is never sent itself", async () => {
  const { device, localFiles, remoteFiles } = await rehearse({
    local: { ...FILES, "old/sent/last week.csv": "old" },
    resources: [{ afterSend: "archive", archiveFolder: "old/sent" }],
  });
  for (const files of [3, 0]) {
    expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesTotal: files });
  }
  expect(await localFiles()).toEqual({
    "old/sent/last week.csv": "old",
    "old/sent/a.csv": FILES["a.csv"],
    "old/sent/sub/b.csv": FILES["sub/b.csv"],
    "old/sent/empty.flg": "",
  });
  expect(await remoteFiles()).toEqual(FILES);
});

test("archive keeps every version of a file that is sent again under its name", async () => {
  const { device, local, localFiles } = await rehearse({
    local: { "a.csv": "first", "no extension": "one" },
    resources: [{ afterSend: "archive" }],
  });
  await device.command("R00001", "Send");
  await writeFile(join(local, "a.csv"), "second");
  await writeFile(join(local, "no extension"), "two");
  const [second, two] = [new Date("2026-11-29T06:15:00.250Z"), new Date("2026-11-29T06:16:00Z")];
  await utimes(join(local, "a.csv"), second, second);
  await utimes(join(local, "no extension"), two, two);
  await device.command("R00001", "Send");
  expect(await localFiles()).toEqual({
    "archive/a.csv": "first",
    "archive/a.20261129T061500250Z.csv": "second",
    "archive/no extension": "one",
    "archive/no extension.20261129T061600000Z": "two",
  });
});

test.each(["delete", "archive"])("with %s, a source that changed while it was sent stays", async (afterSend) => {
  const { device, server, local, localFiles, remoteFiles } = await rehearse({
    local: { "a.csv": "first" },
    resources: [{ afterSend }],
    faults: [{ when: { event: "data", command: "STOR" }, do: { everyMs: 100 } }],
  });
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Send");
  await eventually(() => expect(server.faults.strikes).toEqual([1]));
  await writeFile(join(local, "a.csv"), "second");
  expect(await watch.until(({ Action, Commands }) => Commands === 1 && Action === 0)).toMatchObject({ Error: 0 });
  watch.close();
  expect(await localFiles()).toEqual({ "a.csv": "second" });
  server.faults.clear();
  await device.command("R00001", "Send");
  expect(await remoteFiles()).toEqual({ "a.csv": "second" });
  expect(await localFiles()).not.toHaveProperty("a.csv");
});

describe("after a kill between the record of an arrival and the end of its source", () => {
  const MODIFIED = 1_700_000_000_000;

  async function restarted(resource: object, modified = MODIFIED) {
    const all = await rehearse({
      local: FILES,
      resources: [resource],
      before: (journal) => {
        const { id } = journal.accept({ resource: "R00001", verb: "send", cause: "test" });
        journal.plan(
          id,
          Object.entries(FILES).map(([path, { length: size }], index) => ({ index, path, size, modified })),
        );
        journal.fileEnded(id, { index: 0, state: "done", bytes: 300, durationMs: 1, failure: undefined, reply: "226" });
      },
      prepare: (local) => utimes(join(local, "a.csv"), MODIFIED / 1000, MODIFIED / 1000),
    });
    return { ...all, outputs: await all.device.ended("R00001") };
  }

  test("delete removes it without sending it again", async () => {
    const { outputs, localFiles, remoteFiles } = await restarted({ afterSend: "delete" });
    expect(outputs).toMatchObject({ Error: 0, FilesTotal: 3, FilesDone: 3 });
    expect(await localFiles()).toEqual({});
    expect(await remoteFiles()).toEqual({ "sub/b.csv": FILES["sub/b.csv"], "empty.flg": "" });
  });

  test("archive moves it", async () => {
    const { localFiles } = await restarted({ afterSend: "archive" });
    expect(Object.keys(await localFiles()).toSorted()).toEqual([
      "archive/a.csv",
      "archive/empty.flg",
      "archive/sub/b.csv",
    ]);
  });

  test("keep leaves it alone", async () => {
    const { local } = await restarted({});
    expect((await stat(join(local, "a.csv"))).mtimeMs).toBe(MODIFIED);
  });

  test("it stays when it is another version by now", async () => {
    const { outputs, localFiles } = await restarted({ afterSend: "delete" }, MODIFIED - 1);
    expect(outputs).toMatchObject({ Error: 0 });
    expect(await localFiles()).toEqual({ "a.csv": FILES["a.csv"] });
  });
});
