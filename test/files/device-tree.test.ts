import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDeviceTree } from "../../src/files/device-tree.ts";
import { openDiskStore } from "../../src/files/disk.ts";
import { openMemoryStore } from "../../src/files/memory.ts";
import type { DeviceTree } from "../../src/files/tree.ts";
import { put } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("device tree", () => {
  it("shows the names on the way to a mount as folders", async () => {
    const tree = await exampleTree();
    expect(await shown(tree, "")).toEqual(["Net", "easy"]);
    expect(await shown(tree, "easy")).toEqual(["easy.JRNL", "easy.RESS"]);
    expect(await shown(tree, "easy.RESS")).toEqual(["easy.RESS.R00001"]);
    expect(await tree.children("easy")).toEqual([
      expect.objectContaining({ name: "JRNL", kind: "folder", label: "Journal", readable: true, writable: true }),
      expect.objectContaining({ name: "RESS", kind: "folder", label: "RESS", readable: true, writable: false }),
    ]);
  });

  it("goes on with slashes inside a mount, and every path it shows can be given back", async () => {
    const tree = await exampleTree();
    expect(await shown(tree, "Net.FlashDisk")).toEqual(["Net.FlashDisk/logs"]);
    expect(await tree.children("Net.FlashDisk/logs")).toEqual([
      expect.objectContaining({ path: "Net.FlashDisk/logs/2026-11.csv", kind: "file", size: 2, writable: true }),
    ]);
    const { store, path } = tree.locate("Net.FlashDisk/logs/2026-11.csv");
    expect(await store.stat(path)).toMatchObject({ kind: "file", size: 2 });
  });

  it("shows mounts below a mount beside its own entries", async () => {
    const tree = await exampleTree();
    const inner = openMemoryStore();
    tree.mount("Net.FlashDisk.Extra", inner);
    expect(await shown(tree, "Net.FlashDisk")).toEqual(["Net.FlashDisk.Extra", "Net.FlashDisk/logs"]);
    expect(tree.locate("Net.FlashDisk.Extra").store).toBe(inner);
  });

  it("mounts a store from a folder of it", async () => {
    const tree = createDeviceTree();
    const store = openMemoryStore();
    await store.makeFolder(["a", "b"]);
    tree.mount("easy.B", store, { root: ["a", "b"] });
    expect(tree.locate("easy.B/f").path).toEqual(["a", "b", "f"]);
  });

  it("refuses bad paths and says when nothing is mounted", async () => {
    const tree = await exampleTree();
    for (const path of ["Net.FlashDisk/../x", "../etc", "/etc/passwd", "Net.FlashDisk/a\0"]) {
      expect(() => tree.locate(path)).toThrow(expect.objectContaining({ failure: "localPathRefused" }));
      await expect(tree.children(path)).rejects.toMatchObject({ failure: "localPathRefused" });
    }
    for (const path of ["easy", "easy.NONE", "easy.JRN", "NONE"]) {
      expect(() => tree.locate(path)).toThrow(expect.objectContaining({ failure: "localFolderMissing" }));
    }
    await expect(tree.children("NONE")).rejects.toMatchObject({ failure: "localFolderMissing" });
  });

  it("holds one store at a path, until it is unmounted", async () => {
    const tree = await exampleTree();
    expect(() => tree.mount("easy.JRNL", openMemoryStore())).toThrow("mounted already");
    tree.unmount("easy.JRNL");
    expect(await shown(tree, "easy")).toEqual(["easy.RESS"]);
    tree.mount("easy.JRNL", openMemoryStore());
  });

  it("still shows a mount whose disk is away, as one that cannot be read", async () => {
    const tree = createDeviceTree();
    tree.mount("Net.Usb", openDiskStore(join(await temporaryFolder(), "unplugged")));
    expect(await tree.children("Net")).toEqual([expect.objectContaining({ name: "Usb", readable: false })]);
    await expect(tree.children("Net.Usb")).rejects.toMatchObject({ failure: "localFolderMissing" });
  });
});

async function exampleTree(): Promise<DeviceTree> {
  const tree = createDeviceTree();
  const flashDisk = openDiskStore(await temporaryFolder());
  await flashDisk.makeFolder(["logs"]);
  await put(flashDisk, ["logs", "2026-11.csv"], "ab");
  tree.mount("Net.FlashDisk", flashDisk);
  tree.mount("easy.JRNL", openMemoryStore(), { label: "Journal" });
  tree.mount("easy.RESS.R00001", openMemoryStore());
  return tree;
}

async function shown(tree: DeviceTree, path: string): Promise<readonly string[]> {
  return (await tree.children(path)).map((node) => node.path);
}
