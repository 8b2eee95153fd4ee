import { existsSync, renameSync, writeFileSync } from "node:fs";
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { OverheardControl, type OverheardLine } from "../support/overheard-control.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

const CATALOG = Buffer.from("##@@&&\r\n#\r\n1;Молоко;89.90\r\n".repeat(20_000));

/** The members of an FTP Folder that these have not. */
const NONE = { folder: undefined, remoteFolder: undefined };

describe.each(SERVER_KINDS)("%s", (kind) => {
  let site: Site;
  let overheard: OverheardControl;
  beforeAll(async () => {
    const catalog = {
      ...NONE,
      kind: "ftp-catalog",
      remoteFile: "/site/in/POS.spr",
      loadFlag: "Net.FlashDisk/a/POS.flg",
      localFile: "Net.FlashDisk/a/POS.spr",
      pollPeriod: 0,
      quietTime: 0.3,
    };
    const report = {
      ...NONE,
      kind: "ftp-report",
      remoteFile: "/site/out/POS.rep",
      remoteFlag: "/site/in/POS.flz",
      localFile: "Net.FlashDisk/b/POS.rep",
      unloadFlag: "Net.FlashDisk/b/POS.flz",
      pollPeriod: 0,
      uploadPeriod: 0.02,
      quietTime: 0,
    };
    overheard = await OverheardControl.listen();
    site = await startSite(kind, {
      connections: [
        { id: "Windows", encoding: "windows-1251" },
        { id: "Overheard", port: overheard.port },
      ],
      resources: [
        { id: "R00001", ...catalog },
        { id: "R00002", ...catalog, passive: false, claim: "off" },
        { id: "R00003", ...report },
        { id: "R00004", ...catalog, connection: "Windows", remoteFile: "/site/in/Справочник.spr" },
        { id: "R00005", ...catalog, connection: "Overheard", quietTime: 0 },
        { id: "R00006", ...catalog, connection: "Overheard", quietTime: 0, claim: "off" },
      ],
    });
    overheard.target = site.server;
    // The back office has the server's account: it may rename and delete what ours may.
    const { uid, gid } = await stat(site.server.root);
    for (const folder of ["in", "out", "up"]) {
      await mkdir(site.remote(folder));
      await chown(site.remote(folder), uid, gid);
    }
    return async () => {
      await site.stop();
      overheard.close();
    };
  });

  const till = async () => {
    for (const name of ["POS.spr", "POS.flg"]) await rm(site.local(`a/${name}`), { force: true });
  };
  const poll = (resource: string) => site.command(resource, "Poll");

  it.each([
    { resource: "R00001", how: "claimed, in passive mode" },
    { resource: "R00002", how: "under its own name, in active mode" },
  ])("a catalog is taken whole, then its flag, then it is gone: $how", async ({ resource }) => {
    await writeFiles(site.remote("in"), { "POS.spr": CATALOG });
    const { outputs, actions } = await poll(resource);
    expect(outputs).toMatchObject({ Error: 0, Fault: false, FilesDone: 1, BytesDone: CATALOG.length });
    expect(new Set(actions)).toEqual(new Set([0, 2, 3]));
    expect((await readFile(site.local("a/POS.spr"))).equals(CATALOG)).toBe(true);
    expect(await readFile(site.local("a/POS.flg"), "utf8")).toBe("");
    expect(await readdir(site.remote("in"))).toEqual([]);
    expect((await readdir(site.local("a"))).toSorted()).toEqual(["POS.flg", "POS.spr"]);
    await till();
  });

  it("a poll of nothing is no error", async () => {
    for (const resource of ["R00001", "R00002"]) {
      expect((await poll(resource)).outputs).toMatchObject({ Error: 0, Fault: false, FilesTotal: 0 });
    }
  });

  // pyftpdlib takes names in UTF-8 only.
  it.skipIf(kind === "pyftpdlib")("a catalog whose name is in Windows-1251 is taken", async () => {
    const name = Buffer.concat([Buffer.from(`${site.remote("in")}/`), iconv.encode("Справочник.spr", "windows-1251")]);
    await writeFile(name, CATALOG);
    expect((await poll("R00004")).outputs).toMatchObject({ Error: 0, FilesDone: 1 });
    expect((await readFile(site.local("a/POS.spr"))).equals(CATALOG)).toBe(true);
    expect(await readdir(site.remote("in"))).toEqual([]);
    await till();
  });

  it.each([
    { resource: "R00005", claimed: true, how: "claimed" },
    { resource: "R00006", claimed: false, how: "under its own name" },
  ])(
    "the next catalog, put there before any line of our dialogue: $how",
    { timeout: 120_000 },
    async ({ resource, claimed }) => {
      const loaded: string[] = [];
      let uploaded = 0;
      const upload = () => {
        uploaded += 1;
        writeFileSync(site.remote("up/POS.tmp"), `catalog ${uploaded}`.padEnd(30_000 + uploaded));
        renameSync(site.remote("up/POS.tmp"), site.remote("in/POS.spr"));
      };
      const take = async () => {
        const text = await readFile(site.local("a/POS.spr"), "utf8").catch(() => undefined);
        if (text !== undefined) loaded.push(text.trim());
        await till();
      };
      const lines: OverheardLine[] = [];
      let moments = 0;
      for (let struck = true; struck; moments += 1) {
        lines.length = 0;
        loaded.length = 0;
        upload();
        let replaced = false;
        overheard.onLine = (line) => {
          if (lines.length === moments) {
            replaced = existsSync(site.remote("in/POS.spr"));
            upload();
          }
          lines.push(line);
        };
        await poll(resource);
        overheard.onLine = () => {};
        struck = lines.length > moments;
        await take();
        // The first may have been found changed: it is then looked at anew.
        for (let more = 0; more < 2; more += 1) {
          await poll(resource);
          await take();
        }
        const [first, second] = [`catalog ${uploaded - 1}`, `catalog ${uploaded}`];
        const at = `before ${JSON.stringify(lines[moments])}, in ${lines.map(({ text }) => text).join(" | ")}`;
        if (!struck) expect(loaded).toEqual([second]);
        else if (!replaced) expect(loaded, at).toEqual([first, second]);
        // The server renames and removes while we look: the first may have been taken all the same.
        else if (!claimed && isBetweenLookAndRemoval(lines, moments)) expect(loaded[0], at).toBe(first);
        else expect([[second], [first, second]], at).toContainEqual(loaded);
        expect(await readdir(site.remote("in")), at).toEqual([]);
      }
      expect(lines.some(({ text }) => text.startsWith("DELE"))).toBe(true);
    },
  );

  it("a report arrives under its name, and nothing else is left", async () => {
    const before = Number((await site.controller.vars("R00003.*"))["R00003.LastReport"]);
    await writeFiles(site.local("b"), { "POS.rep": CATALOG });
    const watch = await site.controller.watch("R00003.*");
    await watch.until((now) => Number(now["R00003.LastReport"]) > before && now["R00003.Action"] === 0);
    watch.close();
    expect(Object.keys(await contents(site.remote("out")))).toEqual(["POS.rep"]);
    expect((await readFile(site.remote("out/POS.rep"))).equals(CATALOG)).toBe(true);
    expect(await readdir(site.local("b"))).toEqual([]);
  });

  it("a flag asks for a report, is removed, and the report replaces the one before", async () => {
    await writeFiles(site.remote("in"), { "POS.flz": "$$$ALL" });
    const { outputs } = await poll("R00003");
    expect(outputs).toMatchObject({ Error: 0, FilesDone: 1 });
    expect(await readdir(site.remote("in"))).toEqual([]);
    expect(await readFile(site.local("b/POS.flz"), "utf8")).toBe("$$$ALL");
    await rm(site.local("b/POS.flz"));
    await writeFiles(site.local("b"), { "POS.rep": "as asked" });
    await vi.waitFor(async () => expect(await readFile(site.remote("out/POS.rep"), "utf8")).toBe("as asked"), 15_000);
    await vi.waitFor(async () => expect(await readdir(site.local("b"))).toEqual([]), 15_000);
  });
});

/** Without a claim the server must not change between our last look and the removal: what comes then is lost (docs/till.md). */
function isBetweenLookAndRemoval(lines: readonly OverheardLine[], moment: number): boolean {
  const removal = lines.findIndex(({ text }) => text.startsWith("DELE"));
  const looked = lines.findLastIndex(({ text }, index) => text.startsWith("SIZE") && index < removal);
  return moment > looked && moment <= removal;
}
