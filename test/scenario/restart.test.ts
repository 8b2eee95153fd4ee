import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { type Controller, startController } from "../support/controller-process.ts";
import { filesBelow, putFiles } from "../support/device-in-process.ts";
import { eventually } from "../support/eventually.ts";

let base: string;
let server: FtpServer;
let controller: Controller;
/** The names under which files appeared on the server, in order. */
let renamed: string[];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "relais-restart-"));
  renamed = [];
  server = await startFtpServer({
    root: join(base, "server"),
    users: { easy: { password: "secret" } },
    log: ({ from, text }) => from === "client" && text.startsWith("RNTO") && renamed.push(text.slice(5)),
  });
});

afterEach(async () => {
  await controller?.kill("SIGKILL");
  await rm(controller.data, { recursive: true, force: true });
  await server.stop();
  await rm(base, { recursive: true, force: true });
});

async function begin(files: Readonly<Record<string, string>>, resource: object, faults: readonly Rule[]) {
  server.faults.set(faults);
  controller = await startController({
    config: {
      connections: [
        { id: "LAN01", address: "127.0.0.1", port: server.port },
        { id: "LAN02", address: "127.0.0.1", port: server.port, sessions: 1 },
      ],
      resources: [
        { id: "R00001", connection: "LAN01", ...resource },
        { id: "R00002", connection: "LAN02" },
        { id: "R00003", connection: "LAN02" },
      ].map((one) => ({
        kind: "ftp-folder",
        user: "easy",
        password: "secret",
        folder: "Net.FlashDisk",
        remoteFolder: `/${one.id}`,
        ...one,
      })),
    },
  });
  await putFiles(local(), files);
}

const local = () => join(controller.data, "flashdisk");
const remote = () => filesBelow(join(base, "server/R00001"));

/** Remote paths of the files that the running command has on record as done. */
async function filesOnRecord(resource: string): Promise<string[]> {
  type Answer = { transfers: { files: { path: string; state: string }[] }[] };
  const { transfers } = await controller.api<Answer>("GET", `/transfers?resource=${resource}`);
  const files = transfers[0]?.files ?? [];
  return files.filter(({ state }) => state === "done").map(({ path }) => `/${resource}/${path}`);
}

async function ended(resource: string) {
  const watch = await controller.watch(`${resource}.*`);
  const last = await watch.until((now) => Number(now[`${resource}.Done`]) + Number(now[`${resource}.Failed`]) > 0);
  watch.close();
  return last;
}

function files(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${String(n).padStart(3, "0")}.csv`, `${n};`]));
}

const slowly: Rule = { when: { event: "reply", command: "STOR" }, do: { delayMs: 20 } };

describe.each(["SIGTERM", "SIGKILL"] as const)("a Send ended by %s", (signal) => {
  test("goes on at the next start, and no file that was done is sent again", async () => {
    await begin(files(60), {}, [slowly]);
    await controller.pulse("R00001.Send");
    const before = await eventually(async () => {
      const onRecord = await filesOnRecord("R00001");
      expect(onRecord.length).toBeGreaterThan(8);
      return onRecord;
    });
    expect(await controller.kill(signal)).toBe(signal === "SIGTERM" ? 0 : "SIGKILL");
    expect(Object.keys(await remote()).length).toBeLessThan(60);
    server.faults.clear();

    await controller.start();
    expect(await ended("R00001")).toMatchObject({
      "R00001.Error": 0,
      "R00001.Fault": false,
      "R00001.Done": 1,
      "R00001.FilesTotal": 60,
      "R00001.FilesDone": 60,
    });
    expect(await remote()).toEqual(files(60));
    for (const name of before) expect(renamed.filter((other) => other === name)).toEqual([name]);
    const events = await controller.api<{ events: { type: string }[] }>("GET", "/journal?resource=R00001");
    expect(
      JSON.stringify(events)
        .match(/command[A-Z]\w+/g)
        ?.toReversed(),
    ).toEqual(["commandResumed", "commandSucceeded"]);
  });
});

test("a Send that deletes its sources is a success also when it was killed in between", async () => {
  await begin(files(40), { afterSend: "delete" }, [slowly]);
  await controller.pulse("R00001.Send");
  await eventually(() => expect(renamed.length).toBeGreaterThan(6));
  await controller.kill("SIGKILL");
  expect(Object.keys(await filesBelow(local())).length).toBeGreaterThan(0);
  await controller.start();
  expect(await ended("R00001")).toMatchObject({ "R00001.Error": 0, "R00001.FilesDone": 40 });
  expect(await remote()).toEqual(files(40));
  expect(await filesBelow(local())).toEqual({});
});

test("SIGTERM ends everything that hangs within 5 s, with 0", async () => {
  await begin({ "a.csv": "a".repeat(5000) }, {}, presetRules(["stalled-data"]));
  const watch = await controller.watch("R0000*.*");
  for (const resource of ["R00001", "R00002", "R00003"]) await controller.pulse(`${resource}.Send`);
  await watch.until((now) => now["R00003.Error"] === 2 || now["R00002.Error"] === 2);
  server.faults.add(...presetRules(["no-banner"]));
  const login = { user: "easy", password: "secret", folder: "/" };
  const probe = controller.api("POST", "/connections/LAN01/test", login).catch(() => "cut");
  await eventually(() => expect(server.faults.strikes.at(-1)).toBe(1));

  const askedAt = performance.now();
  expect(await controller.kill("SIGTERM")).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(5_000);
  expect(await probe).toBe("cut");
  await eventually(() => expect(server.sessions).toBe(0));

  server.faults.clear();
  await controller.start();
  for (const resource of ["R00001", "R00002", "R00003"]) {
    expect(await ended(resource)).toMatchObject({ [`${resource}.Error`]: 0, [`${resource}.Done`]: 1 });
  }
});

test("an Abort holds over a kill", async () => {
  await begin({ "a.csv": "a".repeat(5000) }, {}, presetRules(["stalled-data"]));
  await controller.pulse("R00001.Send");
  await eventually(() => expect(server.faults.strikes).toEqual([1]));
  await controller.pulse("R00001.Abort");
  await controller.kill("SIGKILL");
  server.faults.clear();
  await controller.start();
  expect(await controller.vars("R00001.*")).toMatchObject({ "R00001.Action": 0, "R00001.Commands": 0 });
  expect(JSON.stringify(await controller.api("GET", "/journal?resource=R00001"))).toContain("commandStopped");
  expect(await remote()).not.toHaveProperty("a.csv");
});
