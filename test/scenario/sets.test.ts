import { expect, test } from "vitest";
import { rehearse } from "../support/rehearsal.ts";

const resources = [{ kind: "ftp-set", set: "All", folder: undefined, fileName: "{label}.csv" }];

function rehearseSet(elements: readonly string[], local: Readonly<Record<string, string>> = {}) {
  return rehearse({ local, resources, sets: [{ label: "All", elements }] });
}

test("each element arrives under its own name: folders with their files, variables as one row", async () => {
  const { device, remoteFiles } = await rehearseSet(["Net.FlashDisk/logs", "Net.FlashDisk/b.csv", "R00001.Status"], {
    "logs/1.csv": "1",
    "logs/sub/2.csv": "2",
    "b.csv": "b",
    "c.csv": "no element",
  });
  const { outputs, steps } = await device.command("R00001", "Send");
  expect(outputs).toMatchObject({ Error: 0, FilesTotal: 4, FilesDone: 4 });
  expect(new Set(steps.map(({ Action }) => Action))).toEqual(new Set([0, 1]));
  expect(await remoteFiles()).toMatchObject({
    "Net.FlashDisk/logs/1.csv": "1",
    "Net.FlashDisk/logs/sub/2.csv": "2",
    "Net.FlashDisk/b.csv": "b",
    "R00001.Status.csv": expect.stringMatching(/Variable,Value,Time\r\neasy\.RESS\.R00001\.Status,2,/),
  });
});

test("what several elements hold is sent once", async () => {
  const { device, commands, remoteFiles } = await rehearseSet(
    ["Net.FlashDisk", "Net.FlashDisk/logs", "Net.FlashDisk/logs/1.csv", "Net.FlashDisk"],
    { "logs/1.csv": "1", "b.csv": "b" },
  );
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesTotal: 2 });
  expect(commands.filter((line) => line.includes("RNTO"))).toHaveLength(2);
  expect(await remoteFiles()).toEqual({ "Net.FlashDisk/logs/1.csv": "1", "Net.FlashDisk/b.csv": "b" });
});

test.each(["Net.FlashDisk/nothing.csv", "Net.FlashDisk/no/such/folder", "easy.RESS.R00099", "R00099.Send"])(
  "an element that cannot be read fails alone, as a wrong parameter: %s",
  async (element) => {
    const { device, remoteFiles } = await rehearseSet(["Net.FlashDisk/a.csv", element], { "a.csv": "a" });
    expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 8, FilesTotal: 2, FilesDone: 1 });
    expect(await remoteFiles()).toEqual({ "Net.FlashDisk/a.csv": "a" });
  },
);

test("a Set without elements is a success with 0 files", async () => {
  const { device } = await rehearseSet([]);
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesTotal: 0, Done: 1 });
});
