import { appendFile, open, rename, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDiskStore } from "../../src/files/disk.ts";
import { refuses } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("a file that changes while it is read", () => {
  it("is read as long as it was when opened when it grows", async () => {
    const { root, source } = await opened("0123456789");
    await appendFile(join(root, "log"), "more, and more");
    const buffer = new Uint8Array(64);
    expect(await source.read(buffer, 0)).toBe(10);
    expect(await source.read(buffer, 10)).toBe(0);
    await source.close();
  });

  it("fails as shrunk when it ends before its size", async () => {
    const { root, source } = await opened("0123456789");
    const buffer = new Uint8Array(4);
    expect(await source.read(buffer, 0)).toBe(4);
    await truncate(join(root, "log"), 6);
    expect(await source.read(buffer, 4)).toBe(2);
    await refuses("fileShrank", source.read(buffer, 6));
    await source.close();
  });

  it("fails as rewritten with its last bytes when it was written over in place", async () => {
    const { root, source } = await opened("0123456789");
    const buffer = new Uint8Array(4);
    expect(await source.read(buffer, 0)).toBe(4);
    const file = await open(join(root, "log"), "r+");
    await file.write("987654321", 0);
    await file.utimes(new Date(), new Date());
    await file.close();
    expect(await source.read(buffer, 4)).toBe(4);
    await refuses("fileRewritten", source.read(buffer, 8));
    await source.close();
  });

  it("is read whole when it was removed or replaced after it was opened", async () => {
    const { root, source } = await opened("0123456789");
    await writeFile(join(root, "next"), "another");
    await rename(join(root, "next"), join(root, "log"));
    await unlink(join(root, "log"));
    const buffer = new Uint8Array(64);
    expect(await source.read(buffer, 0)).toBe(10);
    await source.close();
  });

  it("has vanished when it went between the listing and its turn", async () => {
    const { root, store, source } = await opened("x");
    const [entry] = await store.list([]);
    await unlink(join(root, "log"));
    await refuses("fileVanished", store.open([entry?.name ?? ""]));
    await source.close();
  });

  it("may be closed while a read is under way", async () => {
    const { source } = await opened("0123456789");
    const reading = source.read(new Uint8Array(64), 0);
    await source.close();
    expect(await reading).toBe(10);
    await expect(source.read(new Uint8Array(1), 0)).rejects.toThrow("after it was closed");
  });
});

async function opened(text: string) {
  const root = await temporaryFolder();
  await writeFile(join(root, "log"), text);
  const store = openDiskStore(root);
  return { root, store, source: await store.open(["log"]) };
}
