import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { type ProbeStep, probe } from "../../src/connection/probe.ts";
import { LOCAL_CONNECTION } from "../support/local-connection.ts";
import { dialogue } from "../support/open-scripted.ts";
import type { ScriptedServer } from "../support/scripted-server.ts";
import type { Script } from "../support/scripted-session.ts";

/** Walks a scripted server, which has `/in` or what it is given, and answers the steps and the folders after them. */
async function walked(script: Script, folder: string, prepare: (server: ScriptedServer) => void = () => {}) {
  await using opened = await dialogue(script);
  const { server, session } = opened;
  server.folders.add("/in");
  prepare(server);
  const open = async () => session;
  const { signal } = new AbortController();
  const login = { user: "easy", password: "", passive: true, replyDelayMs: 2000 };
  const steps: ProbeStep[] = [];
  for await (const step of probe(LOCAL_CONNECTION, login, folder, open, systemClock, signal)) steps.push(step);
  const { folders, files, commands } = server;
  return { last: steps.at(-1), folders: [...folders], files: [...files.keys()], commands };
}

describe("a connection test takes away the folders that it made", () => {
  test.each(["/in/a/b", "/new", "in/a"])("%s, from below, when all is well", async (folder) => {
    const { last, folders, files } = await walked({}, folder);
    expect(last).toMatchObject({ step: "delete", ok: true });
    expect({ folders, files }).toEqual({ folders: ["/", "/in"], files: [] });
  });

  test("when a later step fails", async () => {
    const { last, folders } = await walked({ on: { STOR: (call) => call.say("553 No") } }, "/in/a/b");
    expect(last).toMatchObject({ step: "write", ok: false });
    expect(folders).toEqual(["/", "/in"]);
  });

  test("when one further down could not be made", async () => {
    const on: Script["on"] = { MKD: (call) => (call.path === "/in/a/b" ? call.say("550 No") : call.usual()) };
    const { last, folders } = await walked({ on }, "/in/a/b");
    expect(last).toMatchObject({ step: "folder", ok: false });
    expect(folders).toEqual(["/", "/in"]);
  });

  test("and none that was there, whatever the server says to MKD", async () => {
    const on: Script["on"] = {
      MKD: (call) => {
        call.server.folders.add(call.path);
        call.say("257 Fine");
      },
    };
    const { folders, commands } = await walked({ on }, "/in/a/b", (server) => server.folders.add("/in/a"));
    expect(folders).toEqual(["/", "/in", "/in/a"]);
    expect(commands.filter((line) => line.startsWith("RMD"))).toEqual(["RMD /in/a/b"]);
    expect((await walked({ on }, "/in")).commands.filter((line) => line.startsWith("RMD"))).toEqual([]);
  });

  test("but not one that somebody has put something into, nor those above it", async () => {
    const on: Script["on"] = {
      DELE: (call) => {
        call.server.files.set("/in/a/b/theirs", Buffer.from("x"));
        return call.usual();
      },
    };
    const { last, folders, files } = await walked({ on }, "/in/a/b");
    expect(last).toMatchObject({ step: "delete", ok: true });
    expect(folders).toEqual(["/", "/in", "/in/a", "/in/a/b"]);
    expect(files).toEqual(["/in/a/b/theirs"]);
  });
});
