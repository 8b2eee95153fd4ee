import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { expect, it, onTestFinished, type TestContext } from "vitest";
import { openDiskStore } from "../../src/files/disk.ts";
import { content, put, refuses } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const SIZE = 2 ** 20;

it("a full disk is said so, leaves nothing behind, and keeps the old file", async (context) => {
  const root = await tinyDisk(context);
  const store = openDiskStore(root);
  await put(store, ["kept"], "old");
  const receipt = await store.receive(["kept"]);
  await refuses("localDiskFull", receipt.write(Buffer.alloc(2 * SIZE)));
  await refuses("localDiskFull", receipt.commit());
  expect(await readdir(root)).toEqual(["kept"]);
  expect(await content(store, ["kept"])).toBe("old");
});

it("the last tenth of a disk stays free", async (context) => {
  const store = openDiskStore(await tinyDisk(context));
  await put(store, ["big"], "x".repeat(SIZE * 0.95));
  await refuses("localDiskFull", store.receive(["small"]));
  await store.remove(["big"]);
  await put(store, ["small"], "fits again");
});

it("a disk that became read-only is said so", async (context) => {
  const root = await tinyDisk(context);
  const store = openDiskStore(root);
  await put(store, ["f"], "x");
  execFileSync("mount", ["-o", "remount,ro", root]);
  await refuses("localFolderReadOnly", store.receive(["g"]));
  await refuses("localFolderReadOnly", store.remove(["f"]));
  await refuses("localFolderReadOnly", store.rename(["f"], ["g"]));
  await refuses("localFolderReadOnly", store.makeFolder(["h"]));
  expect(await content(store, ["f"])).toBe("x");
});

/** A disk of 1 MiB, where this machine lets one be mounted. */
async function tinyDisk(context: TestContext): Promise<string> {
  const folder = await temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder], { stdio: "pipe" });
  } catch {
    context.skip("a tmpfs cannot be mounted here: needs root on Linux");
  }
  onTestFinished(() => {
    execFileSync("umount", [folder]);
  });
  return folder;
}
