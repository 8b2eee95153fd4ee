import { randomBytes } from "node:crypto";
import { rm, truncate, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { watchFolder } from "../support/folder-watch.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

const FILES = {
  "relevé du 3 mars.csv": "date;valeur\n2026-03-03;12,5\n",
  "vide.flg": "",
  "grand.bin": randomBytes(3 * 1024 * 1024),
  "sous dossier/été/index №1.txt": "Ж",
  "sous dossier/b.txt": "b",
  // Enough of them to make several sessions worth while.
  ...Object.fromEntries(Array.from({ length: 35 }, (_, n) => [`série/${n}.csv`, "x".repeat(n)])),
};

const WAYS = [
  { resource: "R00001", way: "in passive mode" },
  { resource: "R00002", way: "in active mode" },
  { resource: "R00003", way: "in passive mode over explicit TLS" },
  { resource: "R00004", way: "in active mode over explicit TLS" },
];

describe.each(SERVER_KINDS)("%s", (kind) => {
  let site: Site;
  beforeAll(async () => {
    // In active mode pyftpdlib mixes up the data connections of concurrent sessions: with lftp, too, they stall.
    const sessions = kind === "pyftpdlib" ? 1 : 4;
    site = await startSite(kind, {
      server: { tls: "explicit" },
      connections: [
        { id: "Active", sessions },
        { id: "Tls", security: "explicit-tls" },
        { id: "ActiveTls", security: "explicit-tls", sessions },
      ],
      resources: [
        { id: "R00001" },
        { id: "R00002", connection: "Active", passive: false },
        { id: "R00003", connection: "Tls" },
        { id: "R00004", connection: "ActiveTls", passive: false },
        { id: "R00005" },
        { id: "R00006", remoteFolder: "/site/R00006/not/yet/there" },
      ],
    });
    return () => site.stop();
  });

  it.each(WAYS)("a folder arrives whole $way, and again over itself", async ({ resource }) => {
    await writeFiles(site.local(resource), FILES);
    const first = await site.command(resource, "Send");
    expect(first.outputs).toMatchObject({
      Error: 0,
      Fault: false,
      Status: 1,
      Done: 1,
      FilesTotal: 40,
      FilesDone: 40,
    });
    expect(new Set(first.actions)).toEqual(new Set([0, 1]));
    expect(await contents(site.remote(resource))).toEqual(await contents(site.local(resource)));

    await writeFile(site.local(`${resource}/grand.bin`), "shorter now");
    await writeFile(site.local(`${resource}/vide.flg`), "not empty any more");
    const second = await site.command(resource, "Send");
    expect(second.outputs).toMatchObject({ Error: 0, Done: 2, FilesDone: 40 });
    expect(await contents(site.remote(resource))).toEqual(await contents(site.local(resource)));
  });

  it("a file appears under its name only when it is whole", async () => {
    const sizes = { first: 48 * 1024 * 1024, second: 32 * 1024 * 1024 };
    await writeFiles(site.local("R00005"), { "a.bin": "" });
    await truncate(site.local("R00005/a.bin"), sizes.first);
    const seen = await watchFolder(site.remote("R00005"), () => site.command("R00005", "Send"));
    expect(seen.sizes("a.bin")).toEqual([sizes.first]);
    expect(seen.sizes("a.bin.part").some((size) => size > 0 && size < sizes.first)).toBe(true);

    await truncate(site.local("R00005/a.bin"), sizes.second);
    const seenAgain = await watchFolder(site.remote("R00005"), () => site.command("R00005", "Send"));
    expect(seenAgain.sizes("a.bin")).toEqual([sizes.second, sizes.first]);
    expect(Object.keys(await contents(site.remote("R00005")))).toEqual(["a.bin"]);
    await rm(site.local("R00005/a.bin"));
  });

  it("missing remote folders are made, and an empty folder is a success", async () => {
    await writeFiles(site.local("R00006"), {});
    expect((await site.command("R00006", "Send")).outputs).toMatchObject({ Error: 0, Done: 1, FilesTotal: 0 });
    await writeFiles(site.local("R00006"), { "a.txt": "a" });
    expect((await site.command("R00006", "Send")).outputs).toMatchObject({ Error: 0, Done: 2, FilesTotal: 1 });
    expect(Object.keys(await contents(site.remote("R00006")))).toEqual(["not/yet/there/a.txt"]);
  });
});

describe.each(SERVER_KINDS.filter((kind) => kind !== "pure-ftpd"))("%s with implicit TLS", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, {
      server: { tls: "implicit", requireTls: true },
      connections: [{ id: "LAN02", security: "implicit-tls" }],
      resources: [{ id: "R00001", connection: "LAN02" }],
    });
    return () => site.stop();
  });

  it("a folder arrives whole", async () => {
    await writeFiles(site.local("R00001"), FILES);
    expect((await site.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 40 });
    expect(await contents(site.remote("R00001"))).toEqual(await contents(site.local("R00001")));
  });
});
