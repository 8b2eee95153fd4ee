import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { dialogue, failureOf, keptBytes, sourceOf } from "../support/open-scripted.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe("a dialogue with a well-behaved server", () => {
  it.each([true, false])("delivers, lists, receives and removes a file (passive: %s)", async (passive) => {
    await using opened = await dialogue({}, { passive });
    const { server, session } = opened;
    await session.makeFolders("/a/b");
    await session.deliver({ source: sourceOf("hello"), part: "/a/b/f.part", target: "/a/b/f", more: false });
    expect(server.files).toEqual(new Map([["/a/b/f", Buffer.from("hello")]]));
    expect(await session.list("/a/b")).toEqual([
      { name: "f", kind: "file", size: 5, modified: undefined, exactTime: false },
    ]);
    expect(await session.size("/a/b/f")).toBe(5);
    expect(await session.modified("/a/b/f")).toBe(Date.UTC(2026, 10, 3, 12));
    expect(await session.look("/a/b/f")).toEqual({ size: 5, modified: Date.UTC(2026, 10, 3, 12) });
    const kept = keptBytes();
    expect(await session.retrieve("/a/b/f", kept.sink, 5)).toBe(5);
    expect(kept.content().toString()).toBe("hello");
    expect(await session.remove("/a/b/f")).toBe(true);
    expect(await session.remove("/a/b/f")).toBe(false);
    expect(await session.size("/a/b/f")).toBeUndefined();
    expect(await session.look("/a/b/f")).toBeUndefined();
    expect(await session.ping()).toBe(true);
  });

  it.runIf(hasIpv6)("speaks IPv6, passive and active", async () => {
    for (const passive of [true, false]) {
      await using opened = await dialogue({ host: "::1" }, { passive, config: { address: "[::1]" } });
      await opened.session.deliver({ source: sourceOf("hello"), part: "/f.part", target: "/f", more: false });
      expect(await opened.session.list("/")).toHaveLength(1);
      const extended = passive ? "EPSV" : "EPRT |2|::1|";
      expect(opened.server.commands.filter((line) => line.startsWith(extended))).toHaveLength(2);
    }
  });

  it("looks at a file of a server that knows no times, and not at one that knows no sizes", async () => {
    await using timeless = await dialogue({ on: { MDTM: (call) => call.say("502 No.") } });
    timeless.server.files.set("/f", Buffer.from("hello"));
    expect(await timeless.session.look("/f")).toEqual({ size: 5, modified: undefined });
    await using sizeless = await dialogue({ on: { SIZE: (call) => call.say("502 No.") } });
    expect((await failureOf(sizeless.session.look("/f"))).failure).toBe("commandNotSupported");
    expect(await sizeless.session.ping()).toBe(true);
  });

  it("asks for little before the first file", async () => {
    await using opened = await dialogue();
    expect(opened.server.commands).toEqual(["USER easy", "PASS s3cret-canary", "FEAT", "TYPE I", "OPTS UTF8 ON"]);
    expect([...opened.session.features]).toEqual(["size", "mdtm", "mlst", "utf8", "eprt", "epsv"]);
  });

  it("goes back to the login folder before a relative path, and only then", async () => {
    await using opened = await dialogue();
    const { server, session } = opened;
    server.folders.add("/a");
    await session.list("/a");
    await session.deliver({ source: sourceOf("1"), part: undefined, target: "/a/x", more: false });
    expect(server.commands.filter((line) => line.startsWith("CWD"))).toEqual(["CWD /a"]);
    await session.deliver({ source: sourceOf("2"), part: undefined, target: "x", more: false });
    expect(server.commands.filter((line) => line.startsWith("CWD"))).toEqual(["CWD /a", "CWD /"]);
    expect([...server.files.keys()]).toEqual(["/a/x", "/x"]);
  });
});
