import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseListing } from "../../src/connection/listing.ts";
import { isRemoteName } from "../../src/connection/remote-name.ts";
import { dialogue, failureOf } from "../support/open-scripted.ts";
import type { Script } from "../support/scripted-session.ts";

const unix = { features: ["SIZE"] };

async function listing(script: Script, folder = "/") {
  await using opened = await dialogue(script);
  return await opened.session.list(folder);
}

const mlsd = (text: string): Script => ({ on: { MLSD: (call) => call.send(text) } });

describe("a listing", () => {
  it("of a missing folder is a refusal, whatever the server would list", async () => {
    await using opened = await dialogue({ on: { MLSD: (call) => call.send("") } });
    expect(await failureOf(opened.session.list("/nix"))).toMatchObject({ failure: "remoteRefused", subject: "/nix" });
    expect(opened.session.usable).toBe(true);
  });

  it("by MLSD knows kinds, sizes and times", async () => {
    const lines = [
      "type=cdir;modify=20260101000000; .",
      "type=pdir; ..",
      "Type=FILE;Size=12;Modify=20261103123456.789;UNIX.mode=0644; a b; c.txt",
      "type=dir;sizd=4096;modify=20261103123456; folder",
      "type=OS.unix=slink:/etc/passwd;size=1; link",
    ];
    expect(await listing(mlsd(`${lines.join("\r\n")}\r\n`))).toEqual([
      entry("a b; c.txt", "file", 12, Date.UTC(2026, 10, 3, 12, 34, 56, 789)),
      entry("folder", "folder", undefined, Date.UTC(2026, 10, 3, 12, 34, 56)),
      entry("link", "other", 1, undefined),
    ]);
  });

  it("loses no entry over a fact that makes no sense", async () => {
    const lines = [
      "type=file;modify=99999999999999;size=1; bad-month",
      "type=file;modify=20260231000000;size=1; thirty-first",
      "type=file;modify=yesterday;size=-5; garbage",
      "type=file;__proto__=x;constructor=y;size=3; proto",
      "type=toString;size=1e20; kind",
    ];
    const entries = await listing(mlsd(lines.join("\n")));
    expect(entries).toEqual([
      entry("bad-month", "file", 1, undefined),
      entry("thirty-first", "file", 1, undefined),
      entry("garbage", "file", undefined, undefined),
      entry("proto", "file", 3, undefined),
      entry("kind", "other", undefined, undefined),
    ]);
  });

  it("by LIST is read line by line, whatever comes between", async () => {
    const lines = [
      "total 12",
      "drwxr-xr-x   2 ftp ftp  4096 Jan  1 12:00 .",
      "-rw-r--r--   1 ftp ftp  1057 Dec 11 14:35 a file.txt",
      "this is no line of a listing",
      "drwxr-xr-x   2 ftp ftp  4096 Jan  1  2020 folder",
      "lrwxrwxrwx   1 ftp ftp     9 Jan  1 12:00 link -> /etc",
      "brw-r--r--   1 root root 8, 0 Jan  1 12:00 disk",
      "12-05-96  05:03PM       <DIR>          old",
      "12-05-96  05:03PM                  77 old.txt",
      " only a name",
    ];
    const text = `${lines.join("\r\n")}\r\n`;
    expect(await listing({ ...unix, on: { LIST: (call) => call.send(text) } })).toEqual([
      entry("a file.txt", "file", 1057, undefined),
      entry("folder", "folder", undefined, undefined),
      entry("link", "other", undefined, undefined),
      entry("disk", "other", undefined, undefined),
      entry("old", "folder", undefined, undefined),
      entry("old.txt", "file", 77, undefined),
    ]);
    expect(parseListing(text, "LIST", 100)).toMatchObject({ refused: 0, unreadable: 2 });
  });

  it("falls back to LIST where MLSD is offered and refused", async () => {
    await using opened = await dialogue({ on: { MLSD: (call) => call.say("502 Not really") } });
    opened.server.files.set("/f", Buffer.from("1"));
    expect(await opened.session.list("/")).toEqual([entry("f", "file", 1, undefined)]);
  });

  it.each(["../up", "/abs", "a/b", "C:\\x", "a\0b", "a\u001b[31m", "..", "x".repeat(256), "a\u202etxt.exe", "\ufffd"])(
    "leaves out an entry named %j, and counts it",
    (name) => {
      const text = `type=file;size=1; ${name}\r\ntype=file;size=1; good\r\n`;
      expect(parseListing(text, "MLSD", 10)).toMatchObject(
        name === ".." ? { refused: 0 } : { refused: 1, entries: [{ name: "good" }] },
      );
      expect(isRemoteName(name)).toBe(false);
    },
  );

  it("leaves out names in another encoding than the configured one", async () => {
    const bytes = Buffer.concat([Buffer.from("type=file;size=1; "), Buffer.from([0xee, 0xf2]), Buffer.from("\r\n")]);
    const script: Script = {
      on: { MLSD: (call) => call.send(Buffer.concat([bytes, Buffer.from("type=file; ok\r\n")])) },
    };
    expect((await listing(script)).map(({ name }) => name)).toEqual(["ok"]);
    await using opened = await dialogue(script, { config: { encoding: "windows-1251" } });
    expect((await opened.session.list("/")).map(({ name }) => name)).toEqual(["от", "ok"]);
  });

  it.each([
    ["2 MiB", `type=file;size=1; ${"x".repeat(100)}\r\n`.repeat(18_000)],
    ["30,000 entries", "type=file; x\r\n".repeat(30_000)],
    ["nothing that can be read", "what?\r\nwhat else?\r\n"],
  ])("is unusable with %s", async (_, text) => {
    await using opened = await dialogue(mlsd(text));
    expect(await failureOf(opened.session.list("/"))).toMatchObject({ failure: "listingUnusable" });
  });

  it("never gives an unsafe name or a wrong number, whatever the server sends", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("type=file;", "size=", "modify=", " ", "\n", "-rw-r--r-- 1 a a 5 Jan 1 12:00 "),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom("MLSD" as const, "LIST" as const), (pieces, format) => {
        for (const { name, size, modified } of parseListing(pieces.join(""), format, 10_000).entries) {
          expect(isRemoteName(name)).toBe(true);
          for (const number of [size, modified])
            expect(number === undefined || Number.isSafeInteger(number)).toBe(true);
        }
      }),
    );
  });
});

function entry(name: string, kind: string, size: number | undefined, modified: number | undefined) {
  return { name, kind, size, modified, exactTime: modified !== undefined };
}
