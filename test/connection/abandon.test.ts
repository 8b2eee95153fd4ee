import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { dialogue, type OpenOptions } from "../support/open-scripted.ts";
import type { Script } from "../support/scripted-session.ts";

const ENDLESS = { size: 1 << 30, modified: 0, read: async (b: Uint8Array) => b.length, close: async () => {} };
const delivery = { source: ENDLESS, part: "/f.part", target: "/f", more: true };
const reason = new Error("stop");

/** Aborts a delivery once the server has seen `line`, then abandons the session. */
async function abandoning(line: string, script: Script, options: OpenOptions = {}, graceMs = 1_000) {
  const controller = new AbortController();
  await using opened = await dialogue(script, { ...options, signal: controller.signal });
  const { server, session } = opened;
  server.files.set("/f.part", Buffer.from("partial"));
  const delivering = session.deliver(delivery).catch((error) => error);
  while (!server.commands.some((command) => command.startsWith(line))) await tick();
  await tick();
  controller.abort(reason);
  expect(await delivering).toBe(reason);
  expect(session.usable).toBe(false);
  await expect(session.size("/f")).rejects.toBe(reason);
  const startedAt = performance.now();
  await session.abandon("/f.part", graceMs);
  const tookMs = performance.now() - startedAt;
  while (!server.sessions.every(({ socket }) => socket.destroyed)) await tick();
  return { tookMs, commands: server.commands, left: [...server.files.keys()] };
}

/** Takes everything, and answers the end of the data as servers do. */
const swallowing: Script = {
  on: {
    STOR: async (call) => {
      call.say("150 Go");
      const socket = await call.session.open();
      await once(socket.resume(), "close").catch(() => {});
      call.say("426 Broken");
    },
  },
};

describe("abandoning a session", () => {
  it.each([true, false])("in mid-transfer aborts it and removes the .part (passive: %s)", async (passive) => {
    const { commands, left } = await abandoning("STOR", swallowing, { passive });
    expect(commands).toContain("ABOR");
    expect(commands).toContain("DELE /f.part");
    expect(left).toEqual([]);
  });

  it.each([
    ["EPSV", { on: { EPSV: () => {} } }],
    ["STOR", { on: { STOR: () => {} } }],
    ["STOR", { on: { STOR: (call) => call.say("150 Go") } }],
  ] satisfies [string, Script][])("ends within its grace with a dead server: after %s", async (line, script) => {
    const { tookMs } = await abandoning(line, script, {}, 300);
    expect(tookMs).toBeLessThan(1_500);
  });

  it("goes back for a relative .part", async () => {
    await using opened = await dialogue();
    const { server, session } = opened;
    server.folders.add("/a");
    server.files.set("/f.part", Buffer.from("partial"));
    await session.list("/a");
    await session.abandon("f.part", 1_000);
    expect(server.files.size).toBe(0);
  });

  it("that is idle, closed or unknown raises nothing", async () => {
    await using opened = await dialogue();
    await opened.session.abandon(undefined, 1_000);
    await opened.session.abandon("/f\n", 1_000);
    opened.session.close();
    await opened.session.abandon("/f", 1_000);
    expect(opened.session.usable).toBe(false);
  });
});

describe("a signal that aborts while the session is idle", () => {
  it("does no harm: the next command attaches another", async () => {
    const controller = new AbortController();
    await using opened = await dialogue({}, { signal: controller.signal });
    controller.abort(reason);
    expect(opened.session.usable).toBe(true);
    await expect(opened.session.size("/f")).rejects.toBe(reason);
    opened.session.attach(new AbortController().signal);
    expect(await opened.session.size("/f")).toBeUndefined();
  });
});

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
