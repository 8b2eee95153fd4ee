import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { putFiles } from "../support/device-in-process.ts";
import { type Rehearsal, type RehearsalOptions, rehearse } from "../support/rehearsal.ts";

const CATALOG = {
  kind: "ftp-catalog",
  folder: undefined,
  remoteFolder: undefined,
  remoteFile: "in/POS.spr",
  localFile: "Net.FlashDisk/pos/POS.spr",
  loadFlag: "Net.FlashDisk/pos/POS.flg",
  pollPeriod: 0,
  quietTime: 0,
};

const catalog = (options: RehearsalOptions = {}, more: object = {}) =>
  rehearse({ remote: { "POS.spr": "##@@&&\r\n#\r\n" }, ...options, resources: [{ ...CATALOG, ...more }] });

const LOADED = { "pos/POS.spr": "##@@&&\r\n#\r\n", "pos/POS.flg": "" };

async function eventsOf({ device }: Rehearsal): Promise<string[]> {
  const { events } = await device.api<{ events: { type: string }[] }>("GET", "/journal?resource=R00001");
  return events.map(({ type }) => type).reverse();
}

describe("a poll", () => {
  test("takes the catalog: file, then flag, then the server's file is gone", async () => {
    const rehearsal = await catalog();
    const { device, localFiles, remoteFiles, commands } = rehearsal;
    const { outputs, steps } = await device.command("R00001", "Poll");
    expect(outputs).toMatchObject({ Action: 0, Status: 1, Error: 0, Fault: false, Done: 1, FilesDone: 1, Pending: 0 });
    expect(Number(outputs.LastCatalog)).toBeGreaterThan(0);
    expect(new Set(steps.map(({ Action }) => Action))).toEqual(new Set([0, 2, 3]));
    expect(await localFiles()).toEqual(LOADED);
    expect(await remoteFiles()).toEqual({});
    expect(await eventsOf(rehearsal)).toEqual(["catalogLoaded", "commandSucceeded"]);
    const verbs = commands.map((line) => line.split(" ")[1]);
    expect(verbs.indexOf("RNTO")).toBeLessThan(verbs.indexOf("RETR"));
    expect(verbs.indexOf("RETR")).toBeLessThan(verbs.indexOf("DELE"));
  });

  test("that finds nothing is a success with no file", async () => {
    const { device } = await catalog({ remote: {} });
    const { outputs } = await device.command("R00001", "Poll");
    expect(outputs).toMatchObject({ Error: 0, Done: 1, FilesTotal: 0, LastCatalog: 0 });
  });

  test("makes no flag without automatic loading", async () => {
    const { device, localFiles } = await catalog({}, { autoLoad: false });
    await device.command("R00001", "Poll");
    expect(Object.keys(await localFiles())).toEqual(["pos/POS.spr"]);
  });

  test("waits while the till has not loaded the one before, and says so once", async () => {
    const rehearsal = await catalog();
    const { device, local, remote, remoteFiles, localFiles } = rehearsal;
    await device.command("R00001", "Poll");
    await putFiles(remote, { "POS.spr": "second" });
    for (const done of [2, 3]) {
      const { outputs } = await device.command("R00001", "Poll");
      expect(outputs).toMatchObject({ Error: 0, Done: done, Pending: 1 });
    }
    expect(await localFiles()).toEqual(LOADED);
    expect(await remoteFiles()).toEqual({ "POS.spr": "second" });
    await rm(join(local, "pos/POS.flg"));
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Pending: 0 });
    expect((await localFiles())["pos/POS.spr"]).toBe("second");
    expect((await eventsOf(rehearsal)).filter((type) => type === "catalogWaits")).toHaveLength(1);
  });

  test("leaves a catalog that is still being written", async () => {
    const { device, remote, localFiles, remoteFiles } = await catalog({}, { quietTime: 0.3 });
    const writing = setInterval(() => void writeFile(join(remote, "POS.spr"), "x".repeat(Math.random() * 9999)), 50);
    await device.command("R00001", "Poll");
    clearInterval(writing);
    expect(await localFiles()).toEqual({});
    expect(Object.keys(await remoteFiles())).toEqual(["POS.spr"]);
  });
});

describe("by itself", () => {
  test("it polls, and a poll that finds nothing leaves no trace", async () => {
    const rehearsal = await catalog({ remote: {} }, { pollPeriod: 0.01 });
    const { device, commands, remote, localFiles } = rehearsal;
    await vi.waitFor(() => expect(commands.filter((line) => line.includes("SIZE")).length).toBeGreaterThan(2), 9_000);
    expect(await eventsOf(rehearsal)).toEqual([]);
    expect(await device.api("GET", "/transfers?resource=R00001")).toEqual({ transfers: [] });
    await putFiles(remote, { "POS.spr": "##@@&&\r\n#\r\n" });
    const watch = await device.watch("R00001");
    const outputs = await watch.until((now) => Number(now.LastCatalog) > 0);
    watch.close();
    expect(outputs).toMatchObject({ Commands: 0, Error: 0 });
    await vi.waitFor(async () => expect(await localFiles()).toEqual(LOADED));
    expect(await eventsOf(rehearsal)).toEqual(["catalogLoaded"]);
    const { transfers } = await device.api<{ transfers: object[] }>("GET", "/transfers?resource=R00001");
    expect(transfers).toMatchObject([{ verb: "poll", cause: "turn" }]);
  });

  test("a server that is away makes one event when it goes and one when it returns", async () => {
    const rehearsal = await catalog(
      { remote: {}, faults: presetRules(["no-banner"]) },
      { pollPeriod: 0.01, replyDelay: 1 },
    );
    const { device, server } = rehearsal;
    const watch = await device.watch("R00001");
    await watch.until(({ Error: error, Fault }) => error === 9 && Fault === true);
    await vi.waitFor(() => expect(server.faults.strikes[0]).toBeGreaterThan(2), 15_000);
    server.faults.clear();
    await watch.until(({ Error: error, Fault }) => error === 0 && Fault === false);
    watch.close();
    expect(await eventsOf(rehearsal)).toEqual([]);
    const { events } = await device.api<{ events: { type: string }[] }>("GET", "/journal?resource=LAN01");
    expect(events.map(({ type }) => type)).toEqual(["serverBack", "serverAway"]);
  });

  test("a held Abort holds the polls", async () => {
    const { device, commands } = await catalog({ remote: {} }, { pollPeriod: 0.01 });
    await device.api("PUT", "/vars/R00001.Abort", { value: true });
    await vi.waitFor(async () =>
      expect((await device.api<{ value: number }>("GET", "/vars/R00001.Action")).value).toBe(0),
    );
    const before = commands.length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(commands.length).toBe(before);
  });
});

test("Abort stops a catalog on its way, and the next poll takes it", async () => {
  const rehearsal = await catalog({ faults: presetRules(["stalled-data"]) });
  const { device, server, localFiles, remoteFiles } = rehearsal;
  const watch = await device.watch("R00001");
  await device.pulse("R00001.Poll");
  await watch.until(({ Action }) => Action === 2);
  await device.pulse("R00001.Abort");
  const stopped = await watch.until(({ Failed }) => Failed === 1);
  watch.close();
  expect(stopped).toMatchObject({ Action: 0, Error: 3, Fault: false, Pending: 1 });
  expect(await localFiles()).toEqual({});
  server.faults.clear();
  expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, FilesDone: 1, Pending: 0 });
  expect([await localFiles(), await remoteFiles()]).toEqual([LOADED, {}]);
  expect(await eventsOf(rehearsal)).toEqual(["commandStopped", "catalogLoaded", "commandSucceeded"]);
});

test("a poll whose connection is switched off is Error 4 without a fault, and makes no event", async () => {
  const rehearsal = await catalog({ connection: { valid: false } }, { pollPeriod: 0.01 });
  const watch = await rehearsal.device.watch("R00001");
  expect(await watch.until(({ Error: error }) => error === 4)).toMatchObject({ Fault: false });
  watch.close();
  expect([rehearsal.commands, await eventsOf(rehearsal)]).toEqual([[], []]);
});

test("out of service nothing is polled", async () => {
  const { device, commands } = await catalog({}, { pollPeriod: 0.01, inService: false });
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  expect(commands).toEqual([]);
  await device.api("POST", "/resources/R00001/start");
  await vi.waitFor(() => expect(commands.length).toBeGreaterThan(0), 5_000);
});

describe("a refused DELETE", () => {
  const refusing = () => catalog({ faults: presetRules(["delete-refused"]) }, { claim: "off" });

  test("is an error, and the catalog is never loaded a second time", async () => {
    const rehearsal = await refusing();
    const { device, local, server, localFiles, remoteFiles } = rehearsal;
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 8, Fault: true, Failed: 1 });
    expect(await localFiles()).toEqual(LOADED);
    await rm(join(local, "pos"), { recursive: true });
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 8 });
    expect(await localFiles()).toEqual({});
    server.faults.clear();
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, Done: 1 });
    expect([await localFiles(), await remoteFiles()]).toEqual([{}, {}]);
    expect((await eventsOf(rehearsal)).filter((type) => type === "catalogLoaded")).toHaveLength(1);
  });

  test("does not keep the next catalog from being loaded", async () => {
    const { device, local, remote, localFiles, remoteFiles } = await refusing();
    await device.command("R00001", "Poll");
    await rm(join(local, "pos"), { recursive: true });
    await putFiles(remote, { "POS.spr": "second catalog" });
    const { outputs } = await device.command("R00001", "Poll");
    expect(outputs).toMatchObject({ Error: 0 });
    await device.command("R00001", "Poll");
    expect((await localFiles())["pos/POS.spr"]).toBe("second catalog");
    expect(await remoteFiles()).toEqual({ "POS.spr": "second catalog" });
  });
});

test("a server that does not rename keeps its file until the catalog is loaded", async () => {
  const { device, localFiles, remoteFiles, commands } = await catalog({
    faults: [{ when: { event: "command", command: "RNFR" }, do: { reply: "502 Not here." } }],
  });
  expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, Done: 1 });
  expect(await localFiles()).toEqual(LOADED);
  expect(await remoteFiles()).toEqual({});
  expect(commands.filter((line) => line.includes("RETR")).at(-1)).toContain("in/POS.spr");
});

test.each(["auto", "off"])(
  "the next catalog, uploaded while ours is deleted, is loaded next (claim: %s)",
  async (claim) => {
    const rehearsal = await catalog(
      { faults: [{ when: { event: "command", command: "RETR" }, do: { delayMs: 400 } }] },
      { claim },
    );
    const { device, local, remote, commands, localFiles, remoteFiles } = rehearsal;
    const polled = device.command("R00001", "Poll");
    await vi.waitFor(() => expect(commands.some((line) => line.includes("RETR"))).toBe(true));
    await putFiles(remote, { "POS.spr": "the next one, longer" });
    await polled;
    await rm(join(local, "pos"), { recursive: true, force: true });
    await device.command("R00001", "Poll");
    expect((await localFiles())["pos/POS.spr"]).toBe("the next one, longer");
    expect(await remoteFiles()).toEqual({});
  },
);

test("a catalog that comes back with its old time was loaded already", async () => {
  const { device, local, remote, localFiles, remoteFiles } = await catalog();
  const time = new Date("2026-11-01T10:00:00Z");
  await utimes(join(remote, "POS.spr"), time, time);
  await device.command("R00001", "Poll");
  await rm(join(local, "pos"), { recursive: true });
  await putFiles(remote, { "POS.spr": "##@@&&\r\n#\r\n" });
  await utimes(join(remote, "POS.spr"), time, time);
  await device.command("R00001", "Poll");
  expect([await localFiles(), await remoteFiles()]).toEqual([{}, {}]);
});

test("a till that does not take its catalog in time is told of once", async () => {
  const profile = { name: "hasty", acknowledgeWithin: 0.01 };
  const rehearsal = await catalog({ config: { profiles: [profile] } }, { profile: "hasty" });
  await rehearsal.device.command("R00001", "Poll");
  await vi.waitFor(async () => expect(await eventsOf(rehearsal)).toContain("notAcknowledged"), 8_000);
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  expect((await eventsOf(rehearsal)).filter((type) => type === "notAcknowledged")).toHaveLength(1);
});

test("Cyrillic names are taken as they are", async () => {
  const name = "Справочник.spr";
  const { device, localFiles } = await catalog(
    { remote: { [name]: "содержимое" } },
    { remoteFile: `in/${name}`, localFile: `Net.FlashDisk/касса/${name}`, loadFlag: "Net.FlashDisk/касса/флаг.flg" },
  );
  expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, FilesDone: 1 });
  expect(await localFiles()).toEqual({ [`касса/${name}`]: "содержимое", "касса/флаг.flg": "" });
});

describe("with the protocol of a profile", () => {
  const ARTIX = { profile: "artix", remoteFile: "in/pos*.aif", localFile: "Net.FlashDisk/pos/{name}", loadFlag: "" };

  test("of many names those whose marker is there are taken, in order, and their markers removed", async () => {
    const remote = { "pos2.aif": "two", "pos2.flz": "", "pos1.aif": "one", "pos1.flz": "", "pos3.aif": "three" };
    const { device, localFiles, remoteFiles, commands } = await catalog({ remote }, ARTIX);
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, FilesTotal: 2, FilesDone: 2 });
    expect(await localFiles()).toEqual({ "pos/pos1.aif": "one", "pos/pos2.aif": "two" });
    expect(await remoteFiles()).toEqual({ "pos3.aif": "three" });
    const renamed = commands.filter((line) => line.includes("RNFR")).map((line) => line.slice(-8));
    expect(renamed).toEqual(["pos1.aif", "pos2.aif"]);
  });

  test("a file is left while its wait flag is there", async () => {
    const { device, remote, localFiles } = await catalog(
      { remote: { "POS.spr": "whole", "POS.spr.wait": "" } },
      { profile: "wait-flag" },
    );
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, FilesTotal: 0 });
    await rm(join(remote, "POS.spr.wait"));
    await device.command("R00001", "Poll");
    expect((await localFiles())["pos/POS.spr"]).toBe("whole");
  });

  test("a catalog is pending until its mark says that it was loaded", async () => {
    const mark = { line: 2, open: "#", done: "@" };
    const profile = { name: "marked", catalog: { taken: "marked", mark } };
    const { device, local, remote, localFiles } = await catalog(
      { config: { profiles: [profile] } },
      { profile: "marked" },
    );
    await device.command("R00001", "Poll");
    await putFiles(remote, { "POS.spr": "##@@&&\r\n#\r\nsecond" });
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Pending: 1 });
    await writeFile(join(local, "pos/POS.spr"), "##@@&&\r\n@\r\n");
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Pending: 0, FilesDone: 1 });
    expect((await localFiles())["pos/POS.spr"]).toContain("second");
  });
});
