import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventText } from "../../src/journal/event-text.ts";
import type { EventRecord } from "../../src/journal/records.ts";
import { createTexts } from "../../src/texts.ts";
import { rehearse } from "../support/rehearsal.ts";

interface Told {
  readonly events: readonly Pick<EventRecord, "type" | "parameters" | "severity">[];
  readonly transfers: readonly { readonly leftOut?: number; readonly files: readonly object[] }[];
}

async function told(device: Awaited<ReturnType<typeof rehearse>>["device"], resource: string): Promise<Told> {
  const { events } = await device.api<Told>("GET", `/journal?resource=${resource}`);
  const { transfers } = await device.api<Told>("GET", `/transfers?resource=${resource}`);
  return { events, transfers };
}

test.skipIf(process.platform === "win32")(
  "links and names that are not allowed are not sent, and it is told, for a folder and for a Set",
  async () => {
    const { device, remoteFiles } = await rehearse({
      local: { "a.csv": "a", "sub/b.csv": "b" },
      resources: [
        { remoteFolder: "/in/1" },
        { kind: "ftp-set", folder: undefined, set: "All", remoteFolder: "/in/2" },
        { remoteFolder: "/in/3", recursive: false },
      ],
      sets: [{ label: "All", elements: ["Net.FlashDisk"] }],
      prepare: async (local) => {
        await symlink("/etc/hostname", join(local, "link.csv"));
        await mkdir(join(local, "sub"), { recursive: true });
        await symlink("..", join(local, "sub/loop"));
        await writeFile(join(local, "sub/back\\slash.csv"), "x");
        await writeFile(
          Buffer.concat([Buffer.from(join(local, "sub/")), Buffer.from([0xff]), Buffer.from(".csv")]),
          "x",
        );
      },
    });
    for (const id of ["R00001", "R00002", "R00003"]) {
      expect((await device.command(id, "Send")).outputs, id).toMatchObject({ Error: 0, Done: 1, Fault: false });
    }
    expect(Object.keys(await remoteFiles()).sort()).toEqual([
      "1/a.csv",
      "1/sub/b.csv",
      "2/Net.FlashDisk/a.csv",
      "2/Net.FlashDisk/sub/b.csv",
      "3/a.csv",
    ]);
    for (const [id, leftOut] of [
      ["R00001", 4],
      ["R00002", 4],
      ["R00003", 1],
    ] as const) {
      const { events, transfers } = await told(device, id);
      expect(transfers[0]?.leftOut, id).toBe(leftOut);
      expect(events[0], id).toMatchObject({ type: "commandSucceeded", severity: "warning", parameters: { leftOut } });
    }
    const { events } = await told(device, "R00001");
    expect(events[0] && eventText(events[0], createTexts("en"))).toBe(
      "2 files sent (without 4 entries: links, or names that are not allowed)",
    );
  },
);

test("where everything is sent nothing is told", async () => {
  const { device } = await rehearse({ local: { "a.csv": "a" } });
  await device.command("R00001", "Send");
  const { events, transfers } = await told(device, "R00001");
  expect(transfers[0]).not.toHaveProperty("leftOut");
  expect(events[0]).toMatchObject({ type: "commandSucceeded", severity: "info" });
  expect(events[0]?.parameters).not.toHaveProperty("leftOut");
});

test.skipIf(process.platform === "win32")("a command that goes on after a restart still tells it", async () => {
  const { device } = await rehearse({
    local: { "a.csv": "a" },
    before: (journal) => {
      const { id } = journal.accept({ resource: "R00001", verb: "send", cause: "http:admin" });
      journal.plan(id, [{ index: 0, path: "a.csv", size: 1, modified: 0 }], 3);
    },
  });
  await device.ended("R00001");
  const { events, transfers } = await told(device, "R00001");
  expect(transfers[0]?.leftOut).toBe(3);
  expect(events.find(({ type }) => type === "commandSucceeded")?.parameters).toMatchObject({ leftOut: 3 });
});
