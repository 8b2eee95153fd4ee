import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Failure } from "../../src/errors.ts";
import { createDeviceTree } from "../../src/files/device-tree.ts";
import { openDiskStore } from "../../src/files/disk.ts";
import { openMemoryStore } from "../../src/files/memory.ts";
import type { Store, StorePath } from "../../src/files/store.ts";
import { content } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const DOTS = [
  "..",
  "../",
  "..\\",
  "%2e%2e",
  "%252e%252e",
  "..%2f",
  "..%5c",
  "%c0%ae%c0%ae",
  "..\u2215",
  "．．",
  "....//",
  "..;",
  ". .",
  "..\0",
];
const SEPARATORS = ["/", "\\", "//", "/./", "%2f", "%5c", "\u2044", "\0/"];
const PREFIXES = ["", "/", "./", "a/", "C:", "file://", "\\\\?\\", "~", "/proc/self/root/", "/proc/self/cwd/"];
const TARGETS = ["secret", "outside/secret", "etc/passwd", "outside", "secret\0.csv"];

const AT_ONCE = 32;
const PAYLOADS = PREFIXES.flatMap((prefix) =>
  DOTS.flatMap((dots) =>
    SEPARATORS.flatMap((separator) =>
      TARGETS.map((target, index) => `${prefix}${`${dots}${separator}`.repeat(1 + (index % 4))}${target}`),
    ),
  ),
);

it("has enough payloads to mean something", () => {
  expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(5_000);
});

it("no payload leads out of a disk, in any parameter that is a path", { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder();
  const [root, outside] = [join(folder, "root"), join(folder, "outside")];
  await mkdir(join(root, "a"), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, "secret"), "the secret");
  await writeFile(join(folder, "secret"), "the secret");
  const store = openDiskStore(root);
  // Whole, as a name, and taken apart as a careless caller would.
  const paths = PAYLOADS.flatMap((payload) => [[payload], payload.split("/"), ["a", ...payload.split(/[/\\]/)]]);
  const distinct = [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  for (let start = 0; start < distinct.length; start += AT_ONCE) {
    await Promise.all(distinct.slice(start, start + AT_ONCE).map((path) => attempt(store, path)));
  }
  expect(await readFile(join(outside, "secret"), "utf8")).toBe("the secret");
  expect((await readdir(folder)).sort()).toEqual(["outside", "root", "secret"]);
  expect(await readdir(outside)).toEqual(["secret"]);
});

it("no payload leads a device path out of its mounts", async () => {
  const tree = createDeviceTree();
  tree.mount("Net.FlashDisk", openMemoryStore());
  for (const payload of PAYLOADS) {
    for (const path of [payload, `Net.FlashDisk/${payload}`, `Net.FlashDisk${payload}`, `Net.${payload}`]) {
      const place = await orFailure(async () => tree.locate(path));
      if (place !== undefined) {
        expect(place.path.every((name) => name !== ".." && name !== "." && name !== "" && !/[/\\\0]/.test(name))).toBe(
          true,
        );
      }
      await orFailure(() => tree.children(path));
    }
  }
});

async function attempt(store: Store, path: StorePath): Promise<void> {
  expect(await orFailure(() => content(store, path))).not.toBe("the secret");
  const listed = await orFailure(() => store.list(path));
  expect(listed?.map((entry) => entry.name) ?? []).not.toContain("secret");
  expect((await orFailure(() => store.stat(path)))?.size).not.toBe("the secret".length);
  const receipt = await orFailure(() => store.receive(path));
  await receipt?.write(Buffer.from("overwritten"));
  await receipt?.discard();
  await orFailure(() => store.remove(path));
  await orFailure(() => store.rename(path, ["stolen"]));
  await orFailure(() => store.rename(["missing"], path));
  if (path.some((name) => name.includes(".."))) await orFailure(() => store.makeFolder(path));
}

/** Anything but a refusal that has a name is a bug. */
async function orFailure<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(["localPathRefused", "localFolderMissing", "fileVanished"]).toContain(error.failure);
    return undefined;
  }
}
