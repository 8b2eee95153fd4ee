import { describe, expect, it } from "vitest";
import { dialogue, failureOf, sourceOf } from "../support/open-scripted.ts";
import type { Script } from "../support/scripted-session.ts";

const delivery = (content: string, name: string, more = false) => ({
  source: sourceOf(content),
  part: `${name}.part`,
  target: name,
  more,
});

describe("a delivery", () => {
  it("sends what does not depend on each other together, and opens the next data connection ahead", async () => {
    await using opened = await dialogue();
    await opened.session.deliver(delivery("1", "/a", true));
    await opened.session.deliver(delivery("2", "/b", true));
    await opened.session.deliver(delivery("3", "/c"));
    expect(opened.server.commands.slice(5)).toEqual([
      "EPSV",
      ..."STOR /a.part, SIZE /a.part, EPSV, RNFR /a.part, RNTO /a".split(", "),
      ..."STOR /b.part, SIZE /b.part, EPSV, RNFR /b.part, RNTO /b".split(", "),
      ..."STOR /c.part, SIZE /c.part, RNFR /c.part, RNTO /c".split(", "),
    ]);
  });

  it("opens nothing ahead in active mode, where the answer to PORT may come late", async () => {
    await using opened = await dialogue({}, { passive: false });
    await opened.session.deliver(delivery("1", "/a", true));
    await opened.session.deliver(delivery("2", "/b"));
    expect(opened.server.commands.filter((line) => line.startsWith("EPRT"))).toHaveLength(2);
    expect(opened.server.commands.at(-2)).toBe("RNFR /b.part");
  });

  it.each([
    [
      "refuses a second agreement",
      {
        EPSV: (call) => {
          const count = (verb: string) => call.server.commands.filter((line) => line.startsWith(verb)).length;
          return count("SIZE") > count("RNTO") ? call.say("425 One at a time") : call.usual();
        },
      },
    ],
    [
      "closes what is opened ahead",
      {
        RNTO: async (call) => {
          (await call.session.data)?.destroy();
          await new Promise((resolve) => setTimeout(resolve, 20));
          await call.usual();
        },
      },
    ],
    [
      "forgets what is opened ahead",
      {
        STOR: (call) => {
          if (call.server.commands.at(-2) === "EPSV") return call.usual();
          return call.say("425 Which data connection?");
        },
      },
    ],
  ] satisfies [string, Script["on"]][])("goes on one by one with a server that %s", async (_, on) => {
    await using opened = await dialogue({ on });
    const names = ["/a", "/b", "/c", "/d"];
    for (const name of names) await opened.session.deliver(delivery(name, name, name !== "/d"));
    expect([...opened.server.files.keys()]).toEqual(names);
    const renames = opened.server.commands.filter((line, at, all) => line.startsWith("RNFR") && all[at - 1] === "EPSV");
    expect(renames.length).toBeLessThanOrEqual(2);
  });

  it("closes what was opened ahead and is not used", async () => {
    await using opened = await dialogue();
    await opened.session.deliver(delivery("1", "/a", true));
    expect(opened.server.commands.filter((line) => line === "EPSV")).toHaveLength(2);
    opened.session.close();
    while (!opened.server.deserted) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("of no bytes makes an empty file", async () => {
    await using opened = await dialogue();
    await opened.session.deliver(delivery("", "/flag"));
    expect(opened.server.files.get("/flag")).toEqual(Buffer.alloc(0));
  });

  it.each([
    ["another size", "213 4"],
    ["a file that is gone", "550 No such file"],
  ])("is never renamed after %s", async (_, reply) => {
    await using opened = await dialogue({ on: { SIZE: (call) => call.say(reply) } });
    opened.server.files.set("/a", Buffer.from("old"));
    const failure = await failureOf(opened.session.deliver(delivery("hello", "/a")));
    expect(failure).toMatchObject({ failure: "sizeMismatch", reply, subject: "/a.part" });
    expect(opened.server.files.get("/a")?.toString()).toBe("old");
    expect(opened.server.commands).not.toContain("RNTO /a");
  });

  it.each(["-5", "1e20", "12abc", "0x10", "", "1234567890123456"])(
    "ends the session at the size `%s`",
    async (text) => {
      await using opened = await dialogue({ on: { SIZE: (call) => call.say(`213 ${text}`) } });
      expect((await failureOf(opened.session.deliver(delivery("hello", "/a")))).failure).toBe("replyGarbled");
      expect(opened.session.usable).toBe(false);
      expect(opened.server.commands).not.toContain("RNTO /a");
    },
  );

  it("believes a server that knows no SIZE", async () => {
    await using opened = await dialogue({ on: { SIZE: (call) => call.say("502 What?") } });
    await opened.session.deliver(delivery("hello", "/a"));
    expect([...opened.server.files.keys()]).toEqual(["/a"]);
  });

  it("removes the old file where the server does not rename over it", async () => {
    const on: Script["on"] = {
      RNTO: (call) => (call.server.files.has(call.path) ? call.say("550 File exists") : call.usual()),
    };
    await using opened = await dialogue({ on });
    opened.server.files.set("/a", Buffer.from("old"));
    await opened.session.deliver(delivery("new", "/a"));
    expect(opened.server.files).toEqual(new Map([["/a", Buffer.from("new")]]));
    expect(opened.server.commands.slice(-5)).toEqual(["RNFR /a.part", "RNTO /a", "DELE /a", "RNFR /a.part", "RNTO /a"]);
  });

  it.each([
    ["RNFR", { RNFR: (call) => call.say("550 No right") }, "550 No right"],
    ["RNTO, the old file in place", { RNTO: (call) => call.say("553 No right") }, "553 No right"],
  ] satisfies [string, Script["on"], string][])("keeps the .part when the server refuses %s", async (_, on, reply) => {
    await using opened = await dialogue({ on });
    const failure = await failureOf(opened.session.deliver(delivery("new", "/a")));
    expect(failure).toMatchObject({ failure: "renameRefused", reply, subject: "/a" });
    expect(opened.server.files.get("/a.part")?.toString()).toBe("new");
    expect(opened.session.usable).toBe(true);
  });

  it("counts its bytes", async () => {
    await using opened = await dialogue();
    let bytes = 0;
    const source = sourceOf(Buffer.alloc(1_234_567));
    await opened.session.deliver({ source, part: undefined, target: "/a", more: false }, (more) => {
      bytes += more;
    });
    expect(bytes).toBe(1_234_567);
  });
});

describe("names", () => {
  it.each([
    ["utf-8", "été я 漢.txt", "été я 漢.txt", "utf8"],
    ["latin1", "été.txt", "été.txt", "latin1"],
    ["windows-1251", "отчёт я.txt", "\u00ee\u00f2\u00f7\u00b8\u00f2 \u00ff.txt", "latin1"],
  ] as const)("travel in the server's encoding: %s", async (encoding, name, wire, reading) => {
    await using opened = await dialogue({ features: ["MLST", "SIZE"] }, { config: { encoding } });
    await opened.session.deliver({ source: sourceOf("1"), part: undefined, target: `/${name}`, more: false });
    const stored = opened.server.commands.find((line) => line.startsWith("STOR")) ?? "";
    expect(Buffer.from(stored.slice(6), "latin1").toString(reading)).toBe(wire);
    // The scripted server keeps bytes as they came, and lists them so.
    expect(await opened.session.remove(`/${name}`)).toBe(true);
  });

  it.each([
    ["a\r\nDELE b", "utf-8"],
    ["a\nb", "latin1"],
    ["a\0b", "utf-8"],
    ["漢", "latin1"],
    ["漢", "windows-1251"],
    ["\ud800", "utf-8"],
  ] as const)("that cannot travel are refused before anything is sent: %j in %s", async (name, encoding) => {
    await using opened = await dialogue({}, { config: { encoding } });
    const before = opened.server.commands.length;
    const { session } = opened;
    for (const act of [
      () => session.deliver(delivery("1", name)),
      () => session.retrieve(name, { write: async () => {} }, 1),
      () => session.size(name),
      () => session.list(name),
      () => session.remove(name),
      () => session.rename("/a", name),
    ]) {
      expect((await failureOf(act())).failure).toBe("remoteNameRefused");
    }
    expect(opened.server.commands.length).toBe(before);
    expect(session.usable).toBe(true);
  });

  it("that begin with a dash are no options", async () => {
    await using opened = await dialogue();
    opened.server.folders.add("/-laR");
    await opened.session.list("-laR");
    expect(opened.server.commands).toContain("CWD ./-laR");
    expect(opened.server.commands.at(-1)).toBe("MLSD");
  });
});
