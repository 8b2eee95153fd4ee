import { describe, expect, it } from "vitest";
import { dialogue, failureOf, openingFailure, sourceOf } from "../support/open-scripted.ts";
import type { Act, Script } from "../support/scripted-session.ts";

/** The failure of a DELE that the server answers like this, and whether the session is closed then. */
async function removing(act: Act, script: Script = {}) {
  await using opened = await dialogue({ ...script, on: { ...script.on, DELE: act } }, { replyDelayMs: 300 });
  const failure = await failureOf(opened.session.remove("/f"));
  return { failure: failure.failure, reply: failure.reply, usable: opened.session.usable };
}

const GARBLED = expect.objectContaining({ failure: "replyGarbled", usable: false });

describe("replies", () => {
  it("are whole whatever byte they are split at", async () => {
    const walk = async (script: Script) => {
      await using opened = await dialogue(script);
      const { server, session } = opened;
      await session.deliver({ source: sourceOf("x".repeat(12_345)), part: "/f.part", target: "/f", more: true });
      await session.deliver({ source: sourceOf("y"), part: "/g.part", target: "/g", more: false });
      const sizes = [await session.size("/f"), await session.modified("/f"), await session.size("/nix")];
      return [sizes, await session.list("/"), await session.remove("/f"), [...server.files.keys()]];
    };
    let total = 0;
    const count = (reply: string) => {
      total += reply.length;
      return [reply];
    };
    const expected = await walk({ cut: count });
    expect(total).toBeGreaterThan(300);
    for (let at = 1; at < total; at += 1) {
      let seen = 0;
      const cut = (reply: string) => {
        const here = at - seen;
        seen += reply.length;
        return here > 0 && here < reply.length ? [reply.slice(0, here), reply.slice(here)] : [reply];
      };
      expect(await walk({ cut }), `split at ${at}`).toEqual(expected);
    }
  }, 120_000);

  it("are whole when they come byte by byte, or all with LF alone", async () => {
    for (const cut of [(reply: string) => reply.split(""), (reply: string) => [reply.replaceAll("\r", "")]]) {
      await using opened = await dialogue({ cut });
      await opened.session.deliver({ source: sourceOf("abc"), part: "/f.part", target: "/f", more: false });
      expect(await opened.session.size("/f")).toBe(3);
    }
  });

  it.each([
    ["lines that end with CR alone", "250 OK\r250 OK\r"],
    ["a line without end", `250 ${"x".repeat(5_000)}`],
    ["a reply of 20 KiB", `250-a\r\n${`${"x".repeat(100)}\r\n`.repeat(200)}250 b\r\n`],
    ["a reply of 300 lines", `250-a\r\n${"x\r\n".repeat(300)}250 b\r\n`],
    ["a line that is no reply", "hello there\r\n250 OK\r\n"],
    ["the code 000", "000 OK\r\n"],
    ["the code 099", "099 OK\r\n"],
    ["the code 650", "650 OK\r\n"],
    ["a success that answers another command", "226 OK\r\n"],
    ["a demand that nobody expects", "350 Go on\r\n"],
    ["preliminary replies without end", "150 wait\r\n".repeat(100)],
  ])("that are no answer end the session: %s", async (_, text) => {
    expect(await removing((call) => call.session.raw(text))).toEqual(GARBLED);
  });

  it("of 1xx are never final", async () => {
    expect(await removing((call) => call.say("150 wait"))).toMatchObject({ failure: "replyTimeout", usable: false });
  });

  it.each([
    ["none", () => {}],
    ["an endless multi-line reply", (call) => void trickle(call.session.raw.bind(call.session), "250-more\r\n")],
    ["a byte now and then", (call) => void trickle(call.session.raw.bind(call.session), "2")],
    ["a multi-line reply closed by another code", (call) => call.say("250-a\n226 b")],
  ] satisfies [string, Act][])("are waited for until an absolute deadline: %s", async (_, act) => {
    const startedAt = performance.now();
    expect(await removing(act)).toMatchObject({ usable: false });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("that nobody asked for end the session, and never answer the next command", async () => {
    await using opened = await dialogue({
      on: {
        NOOP: (call) => call.say("200 OK\n226 Late"),
        DELE: (call) => call.say("550 Permission denied"),
      },
    });
    await opened.session.ping();
    expect((await failureOf(opened.session.remove("/f"))).failure).toBe("replyGarbled");
    expect(opened.session.usable).toBe(false);
  });

  it("in a flood end the session", async () => {
    expect(await removing((call) => call.session.raw("550 no\r\n".repeat(20_000)))).toMatchObject({ usable: false });
  });

  it("of 421 say that the server closes the session", async () => {
    const ended = await removing((call) => call.say("421 Idle too long"));
    expect(ended).toEqual({ failure: "sessionClosedByServer", reply: "421 Idle too long", usable: false });
  });

  it.each([
    ["FIN", (call) => void call.session.socket.end()],
    ["RST", (call) => void call.session.socket.resetAndDestroy()],
  ] satisfies [string, Act][])("that cannot come any more are not waited for: %s", async (_, act) => {
    expect(await removing(act)).toMatchObject({ failure: "sessionReset", usable: false });
  });

  it("never show the password, whoever repeats it", async () => {
    const failure = await openingFailure({ on: { PASS: (call) => call.say(`530 ${call.argument} is wrong`) } });
    expect(failure).toMatchObject({ failure: "loginRejected", reply: "530 *** is wrong" });
    expect(`${failure.stack} ${JSON.stringify(failure)}`).not.toContain("canary");
  });

  it("are shown without control characters, and not endlessly", async () => {
    const { reply } = await removing((call) => call.say(`450 \u001b[31mred${"!".repeat(2_000)}`));
    expect(reply).toMatch(/^450 {2}\[31mred!+$/);
    expect(reply?.length).toBe(300);
  });

  it("after the first reason change nothing: every further call fails with it", async () => {
    await using opened = await dialogue({ on: { DELE: (call) => call.say("226 OK") } });
    const first = await failureOf(opened.session.remove("/f"));
    expect(await failureOf(opened.session.size("/f"))).toBe(first);
    expect(await failureOf(opened.session.list("/"))).toBe(first);
  });
});

async function trickle(write: (text: string) => void, text: string): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    write(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
