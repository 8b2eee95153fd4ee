import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDiskStore } from "../../src/files/disk.ts";
import { type Enter, enterByChecks, enterByHandles } from "../../src/files/jail.ts";
import { describeReadOnlyStore, describeWritableStore, put, refuses } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const WAYS: readonly (readonly [string, Enter])[] = [
  ["by handles", enterByHandles],
  ["by checks", enterByChecks],
];

for (const [way, enter] of WAYS) {
  describeWritableStore(`disk store ${way}`, async () => openDiskStore(await temporaryFolder(), { enter }));

  describe(`links, ${way}`, () => {
    it("are neither shown nor followed, whether they are the file or a folder on the way", async () => {
      const { root, outside } = await rootWithLinks();
      const store = openDiskStore(root, { enter });
      expect((await store.list([])).map((entry) => entry.name)).toEqual(["real"]);
      expect(await store.stat(["file-link"])).toBeUndefined();
      await refuses("localPathRefused", store.open(["file-link"]));
      await refuses("localPathRefused", store.open(["dangling"]));
      await refuses("localPathRefused", store.open(["folder-link", "secret"]));
      await refuses("localPathRefused", store.list(["folder-link"]));
      await refuses("localPathRefused", store.receive(["file-link"]));
      await refuses("localPathRefused", store.receive(["dangling"]));
      await refuses("localPathRefused", store.receive(["folder-link", "secret"]));
      await refuses("localPathRefused", store.remove(["file-link"]));
      await refuses("localPathRefused", store.rename(["real"], ["file-link"]));
      await refuses("localPathRefused", store.rename(["file-link"], ["stolen"]));
      await refuses("localPathRefused", store.makeFolder(["folder-link", "new"]));
      expect(await readFile(join(outside, "secret"), "utf8")).toBe("outside");
      expect(await readdir(outside)).toEqual(["secret"]);
    });

    it("put in the place of the target while a file is received, are refused too", async () => {
      const { root, outside } = await rootWithLinks();
      const receipt = await openDiskStore(root, { enter }).receive(["incoming"]);
      await receipt.write(Buffer.from("x"));
      await symlink(join(outside, "secret"), join(root, "incoming"));
      await refuses("localPathRefused", receipt.commit());
      expect(await readFile(join(outside, "secret"), "utf8")).toBe("outside");
      expect((await readdir(root)).filter((name) => name.startsWith(".relais-"))).toEqual([]);
    });
  });
}

describeReadOnlyStore("disk store that only shows", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "logs"));
  await writeFile(join(root, "logs", "1.csv"), "a;b\n");
  return { store: openDiskStore(root, { writable: false }), files: [[["logs", "1.csv"], "a;b\n"]] };
});

describe("disk store", () => {
  it("may be reached through a root that is itself a link", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "real"));
    await symlink(join(folder, "real"), join(folder, "root"));
    const store = openDiskStore(join(folder, "root"));
    await put(store, ["f"], "x");
    expect(await readFile(join(folder, "real", "f"), "utf8")).toBe("x");
  });

  it("says that its folder is missing when the root is away", async () => {
    const store = openDiskStore(join(await temporaryFolder(), "unplugged"));
    await refuses("localFolderMissing", store.list([]));
    await refuses("localFolderMissing", store.receive(["f"]));
    await refuses("fileVanished", store.open(["f"]));
  });

  it("keeps the permissions of a file it replaces, and makes new ones readable", async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, "private"), "old");
    await chmod(join(root, "private"), 0o640);
    const store = openDiskStore(root);
    await put(store, ["private"], "new");
    await put(store, ["fresh"], "new");
    expect((await stat(join(root, "private"))).mode & 0o777).toBe(0o640);
    expect((await stat(join(root, "fresh"))).mode & 0o777).toBe(0o644);
  });

  it("refuses what is neither a file nor a folder without waiting for it", async () => {
    const root = await temporaryFolder();
    execFileSync("mkfifo", [join(root, "pipe")]);
    const store = openDiskStore(root);
    expect(await store.list([])).toEqual([]);
    await refuses("localPathRefused", store.open(["pipe"]));
  });

  it("passes over and counts names that are not UTF-8 or not allowed", async () => {
    const root = await temporaryFolder();
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xe9, 0x74, 0xe9])]), "latin1");
    await writeFile(join(root, "gnp\u202egpj.exe"), "bidi");
    await writeFile(join(root, "été.csv"), "fine");
    const store = openDiskStore(root);
    expect((await store.list([])).map((entry) => entry.name)).toEqual(["été.csv"]);
    expect(store.skippedNames).toBe(2);
  });

  it("shows nothing of a file half received when the process died, and sweeps it a day later", async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, "deep"));
    await writeFile(join(root, "deep", ".relais-0123456789.part"), "half");
    await writeFile(join(root, "deep", ".relais-9876543210.part"), "half, under way");
    await utimes(join(root, "deep", ".relais-0123456789.part"), 1_000, 1_000);
    const store = openDiskStore(root);
    expect(await store.list(["deep"])).toEqual([]);
    await refuses("localPathRefused", store.open(["deep", ".relais-0123456789.part"]));
    expect(await store.sweep(2_000_000)).toBe(1);
    expect(await readdir(join(root, "deep"))).toEqual([".relais-9876543210.part"]);
  });

  it("writes through no second name of a file", async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, "one"), "shared");
    await link(join(root, "one"), join(root, "two"));
    await put(openDiskStore(root), ["two"], "new");
    expect(await readFile(join(root, "one"), "utf8")).toBe("shared");
  });
});

async function rootWithLinks(): Promise<{ readonly root: string; readonly outside: string }> {
  const folder = await temporaryFolder();
  const [root, outside] = [join(folder, "root"), join(folder, "outside")];
  await mkdir(root);
  await mkdir(outside);
  await writeFile(join(outside, "secret"), "outside");
  await writeFile(join(root, "real"), "inside");
  await symlink(join(outside, "secret"), join(root, "file-link"));
  await symlink(join(outside, "nothing"), join(root, "dangling"));
  await symlink(outside, join(root, "folder-link"));
  return { root, outside };
}
