import { appendFile, open, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { putFiles } from "../support/device-in-process.ts";
import { eventually } from "../support/eventually.ts";
import { rehearse } from "../support/rehearsal.ts";

const refused = (name: string): Rule => ({
  when: { event: "command", command: "STOR", name },
  do: { reply: "550 Permission denied." },
});

/** Files of a few sizes, enough of them to make several sessions worth while. */
function files(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`${n % 3 === 0 ? "sub/" : ""}${n}.csv`, `${n};`.repeat(n * 10)]),
  );
}

test("Valid off during a transfer ends it as disabled, and Valid on lets the next one through", async () => {
  const local = { "a.csv": "a".repeat(5000), "b.csv": "b" };
  const { device, server, remoteFiles } = await rehearse({ local, faults: presetRules(["stalled-data"]) });
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Send");
  await eventually(() => expect(server.faults.strikes).toEqual([1]));
  const connection = await device.api<object>("GET", "/connections/LAN01");
  await device.api("PUT", "/connections/LAN01", { ...connection, valid: false });
  expect(await watch.until(({ Action }) => Action === 0)).toMatchObject({
    Error: 4,
    Fault: true,
    Status: 1,
    Failed: 1,
  });
  watch.close();
  await eventually(() => expect(server.sessions).toBe(0));

  server.faults.clear();
  await device.api("PUT", "/connections/LAN01", { ...connection, valid: true });
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, Fault: false, FilesDone: 2 });
  expect(await remoteFiles()).toEqual(local);
});

test("resources that share one session take turns, in order, and those that wait show it", async () => {
  const { device, commands } = await rehearse({
    local: { "a.csv": "a" },
    connection: { sessions: 1 },
    resources: [1, 2, 3].map((n) => ({ remoteFolder: `/in/${n}` })),
    faults: [{ when: { event: "data", command: "STOR" }, do: { everyMs: 100 } }],
  });
  const names = ["R00001", "R00002", "R00003"];
  const watches = await Promise.all(names.map((name) => device.watch(name)));
  for (const name of names) await device.pulse(`${name}.Send`);
  const ends = await Promise.all(watches.map((watch) => watch.until(({ Done }) => Number(Done) > 0)));
  for (const end of ends) expect(end).toMatchObject({ Error: 0, Fault: false, FilesDone: 1 });
  const waited = watches.map(({ steps }) => steps.some((now) => now.Error === 2 && now.Action === 1));
  expect(waited).toEqual([false, true, true]);
  for (const { steps } of watches) expect(steps.every((now) => now.Error !== 2 || now.Action !== 0)).toBe(true);
  const stored = commands.filter((line) => line.includes("RNTO")).map((line) => line.replace(/.*RNTO /, ""));
  expect(stored).toEqual(["/in/1/a.csv", "/in/2/a.csv", "/in/3/a.csv"]);
  for (const watch of watches) watch.close();
});

test("a wrong connection comes before a wrong parameter, and that before waiting", async () => {
  const { device, server, commands } = await rehearse({
    local: { "a.csv": "a".repeat(5000) },
    connection: { sessions: 1 },
    resources: [{}, { user: "" }, { folder: "Net.FlashDisk/nothing" }],
    faults: presetRules(["stalled-data"]),
  });
  await device.pulse("R00001.Send");
  await eventually(() => expect(server.faults.strikes).toEqual([1]));
  const before = commands.length;
  for (const resource of ["R00002", "R00003"]) {
    const { outputs, steps } = await device.command(resource, "Send");
    expect(outputs).toMatchObject({ Error: 8, Fault: true });
    expect(steps.map((now) => now.Error)).not.toContain(2);
    expect(steps.map((now) => now.Action)).toContain(1);
  }
  const connection = await device.api<object>("GET", "/connections/LAN01");
  await device.api("PUT", "/connections/LAN01", { ...connection, valid: false });
  for (const resource of ["R00002", "R00003"]) {
    expect((await device.command(resource, "Send")).outputs).toMatchObject({ Error: 4, Fault: true });
  }
  expect(commands.slice(before).filter((line) => !/ABOR|DELE|QUIT/.test(line))).toEqual([]);
});

test("a server with room for one session serves resources with different log-ins one after the other", async () => {
  const { device, remoteFiles } = await rehearse({
    local: { "a.csv": "a" },
    // What a session is opened with differs.
    resources: [5, 6, 7].map((replyDelay) => ({ replyDelay, remoteFolder: `/in/${replyDelay}` })),
    faults: [
      { when: { event: "greeting", sessions: 2 }, do: { reply: "421 Too many connections.", end: "close" } },
      { when: { event: "reply", command: "PASS" }, do: { delayMs: 200 } },
    ],
  });
  const names = ["R00001", "R00002", "R00003"];
  for (const command of [1, 2]) {
    await Promise.all(names.map((name) => device.pulse(`${name}.Send`)));
    const ends = await Promise.all(names.map((name) => device.ended(name, command)));
    for (const end of ends) expect(end).toMatchObject({ Error: 0, Fault: false, Done: command });
  }
  expect(Object.keys(await remoteFiles()).toSorted()).toEqual(["5/a.csv", "6/a.csv", "7/a.csv"]);
});

test("a file that is refused does not stop the others, and decides the Error", async () => {
  const { device, remoteFiles } = await rehearse({
    local: files(20),
    faults: [refused("4.csv*")],
  });
  const { outputs } = await device.command("R00001", "Send");
  expect(outputs).toMatchObject({ Error: 8, Fault: true, FilesTotal: 20, FilesDone: 19, Failed: 1 });
  const { "4.csv": _, ...others } = files(20);
  expect(await remoteFiles()).toEqual(others);
  expect(outputs.LastReply).toContain("550 Permission denied");
});

test.each(["session-reset", "rename-lost", "rename-reply-lost", "session-closed"])(
  "%s once in mid-send, and every file arrives under its own name only",
  async (preset) => {
    const [rule] = presetRules([preset]);
    if (rule === undefined) throw new Error(preset);
    const once = { ...rule, when: { ...rule.when, nth: 4, times: 1 } } as Rule;
    const { device, server, remoteFiles } = await rehearse({
      local: files(12),
      connection: { sessions: 1 },
      faults: [once],
    });
    const { outputs, steps } = await device.command("R00001", "Send");
    expect(server.faults.strikes).toEqual([1]);
    expect(outputs).toMatchObject({ Error: 0, Fault: false, FilesTotal: 12, FilesDone: 12, Done: 1 });
    expect(await remoteFiles()).toEqual(files(12));
    for (const now of steps) {
      expect(Number(now.FilesDone)).toBeLessThanOrEqual(Number(now.FilesTotal));
      expect(Number(now.BytesDone)).toBeLessThanOrEqual(Number(now.BytesTotal));
      if (now.Action === 0) expect(now.Fault).toBe(false);
    }
  },
);

test("a further session that never opens is not waited for", async () => {
  const { device, server, remoteFiles } = await rehearse({
    local: files(20),
    faults: [{ when: { event: "greeting", sessions: 2 }, do: { silent: true, end: "stall" } }],
  });
  const { outputs } = await device.command("R00001", "Send");
  expect(outputs).toMatchObject({ Error: 0, FilesDone: 20 });
  expect(server.faults.strikes[0]).toBeGreaterThan(0);
  expect(outputs.LastDuration).toBeLessThan(5_000); // the delay of its greeting
  expect(await remoteFiles()).toEqual(files(20));
  await eventually(() => expect(server.sessions).toBe(1));
});

test("no two files on their way share a temporary name", async () => {
  const local = { a: "of a", "a.part": "of p", "a.part.part": "ofpp", ...files(16) };
  const { device, commands, remoteFiles } = await rehearse({ local });
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 19 });
  expect(await remoteFiles()).toEqual(local);
  const stored = commands.flatMap((line) => /STOR (.*)/.exec(line)?.[1] ?? []);
  expect(new Set(stored).size).toBe(19);
});

test.each(["LAN01", "LAN02"])(
  "two resources that send to one name do not write into each other's file, the second by %s",
  async (connection) => {
    const local = { "one/a.csv": "1".repeat(40), "two/a.csv": "2".repeat(40) };
    const { device, commands, remoteFiles } = await rehearse({
      local,
      furtherConnections: ["LAN02"],
      resources: [{ folder: "Net.FlashDisk/one" }, { folder: "Net.FlashDisk/two", connection }],
      faults: [{ when: { event: "data", command: "STOR" }, do: { everyMs: 10 } }],
    });
    const names = ["R00001", "R00002"];
    await Promise.all(names.map((name) => device.pulse(`${name}.Send`)));
    for (const name of names) expect(await device.ended(name)).toMatchObject({ Error: 0, FilesDone: 1 });
    const stored = commands.flatMap((line) => /STOR (.*)/.exec(line)?.[1] ?? []);
    expect(new Set(stored).size).toBe(2);
    expect(Object.values(local)).toContain((await remoteFiles())["a.csv"]);
    expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0 });
    expect(commands.at(-1)).toContain("RNTO /in/a.csv");
    expect(Object.keys(await remoteFiles())).toEqual(["a.csv"]);
  },
);

test("a file that grows is sent as it was when opened; one that shrinks or vanishes is an Error of its own", async () => {
  const { device, server, local, remoteFiles } = await rehearse({
    local: {
      "0 first.csv": "slow",
      "grows.csv": "x".repeat(300_000),
      "shrinks.csv": "y".repeat(9_000_000),
      "vanishes.csv": "z",
    },
    connection: { sessions: 1 },
    faults: [
      { when: { event: "data", command: "STOR", name: "0 first*" }, do: { everyMs: 100 } },
      { when: { event: "command", command: "STOR", name: "shrinks*" }, do: { delayMs: 300 } },
      { when: { event: "command", command: "STOR", name: "grows*" }, do: { delayMs: 300 } },
    ],
  });
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Send");
  await eventually(() => expect(server.faults.strikes[0]).toBe(1));
  await rm(join(local, "vanishes.csv"));
  await eventually(() => expect(server.faults.strikes[2]).toBe(1));
  await appendFile(join(local, "grows.csv"), "more");
  await eventually(() => expect(server.faults.strikes[1]).toBe(1));
  await truncate(join(local, "shrinks.csv"), 10);
  const outputs = await watch.until(({ Action, Commands }) => Commands === 1 && Action === 0);
  watch.close();
  expect(outputs).toMatchObject({ Error: 10, Fault: true, FilesTotal: 4, FilesDone: 2 });
  const { "grows.csv": grown, ...others } = await remoteFiles();
  expect(grown).toBe("x".repeat(300_000));
  expect(others).toMatchObject({ "0 first.csv": "slow" });
  expect(others).not.toHaveProperty("shrinks.csv");
  expect(others).not.toHaveProperty("vanishes.csv");
});

test("a file that is written over while it is sent goes again, and is given up when that does not end", async () => {
  const { device, server, local, remoteFiles } = await rehearse({
    local: { "once.csv": "x".repeat(9_000_000), "always.csv": "y".repeat(9_000_000) },
    connection: { sessions: 1 },
    faults: [{ when: { event: "command", command: "STOR" }, do: { delayMs: 200 } }],
  });
  const writeOver = async (name: string, text: string) => {
    const file = await open(join(local, name), "r+");
    await file.write(text, 0);
    await file.utimes(new Date(), new Date());
    await file.close();
  };
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Send");
  for (const attempt of [1, 2, 3]) {
    await eventually(() => expect(server.faults.strikes[0]).toBe(attempt));
    await writeOver("always.csv", `always ${attempt}`);
  }
  await eventually(() => expect(server.faults.strikes[0]).toBe(4));
  await writeOver("once.csv", "once");
  const outputs = await watch.until(({ Action, Commands }) => Commands === 1 && Action === 0);
  watch.close();
  expect(outputs).toMatchObject({ Error: 10, Fault: true, FilesTotal: 2, FilesDone: 1 });
  expect(server.faults.strikes[0]).toBe(5);
  const { "once.csv": once = "", ...others } = await remoteFiles();
  // As one truth, so that a failure does not print nine megabytes.
  expect(once === `once${"x".repeat(9_000_000 - 4)}`).toBe(true);
  expect(Object.keys(others)).toEqual(["always.csv.part"]);
});

test("an empty folder is a success with 0 files, whether or not the server is there", async () => {
  const { device, server } = await rehearse();
  await server.stop();
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, Fault: false, FilesTotal: 0 });
});

test("a deep folder arrives whole, and one that is too deep is refused, not left out", async () => {
  const deep = `${"d/".repeat(40)}deep.csv`;
  const { device, local, remoteFiles } = await rehearse({ local: { [deep]: "deep" } });
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 1 });
  expect(await remoteFiles()).toEqual({ [deep]: "deep" });
  await putFiles(local, { [`${"e/".repeat(70)}deeper.csv`]: "deeper" });
  expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 8, Fault: true, FilesTotal: 0 });
});
