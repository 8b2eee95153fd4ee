import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { putFiles } from "../support/device-in-process.ts";
import { type Rehearsal, type RehearsalOptions, rehearse } from "../support/rehearsal.ts";

const REPORT = {
  kind: "ftp-report",
  folder: undefined,
  remoteFolder: undefined,
  remoteFile: "in/POS.rep",
  remoteFlag: "in/POS.flz",
  localFile: "Net.FlashDisk/pos/POS.rep",
  unloadFlag: "Net.FlashDisk/pos/POS.flz",
  uploadPeriod: 0,
  pollPeriod: 0,
  quietTime: 0,
};

const FULL = [{ when: { event: "command", command: "STOR" }, do: { reply: "452 Disk full." } }] as const;

const report = (options: RehearsalOptions = {}, more: object = {}) =>
  rehearse({ ...options, resources: [{ ...REPORT, ...more }] });

async function eventsOf({ device }: Rehearsal): Promise<string[]> {
  const { events } = await device.api<{ events: { type: string }[] }>("GET", "/journal?resource=R00001");
  return events.map(({ type }) => type).reverse();
}

/** The outputs once no report waits any more, after so many were sent. */
async function sent({ device }: Rehearsal, condition: (outputs: Readonly<Record<string, unknown>>) => boolean) {
  const watch = await device.watch("R00001");
  try {
    return await watch.until(condition);
  } finally {
    watch.close();
  }
}

describe("a report that appears", () => {
  test("is sent under a name of its own, renamed, and removed here", async () => {
    const rehearsal = await report();
    const { local, localFiles, remoteFiles, commands } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "sales" });
    const outputs = await sent(rehearsal, (now) => Number(now.LastReport) > 0 && now.Action === 0);
    expect(outputs).toMatchObject({ Error: 0, Fault: false, Pending: 0, Commands: 0, FilesDone: 1, NextRetry: 0 });
    expect(await remoteFiles()).toEqual({ "POS.rep": "sales" });
    expect(await localFiles()).toEqual({});
    expect(await readdir(join(local, "pos"))).toEqual([]);
    expect(commands.map((line) => line.replace(/^\d+: /, "").replace(/\.[0-9a-f]{16}\./, ".KEY."))).toContain(
      "STOR in/POS.rep.KEY.part",
    );
    expect(await eventsOf(rehearsal)).toEqual(["reportSent"]);
  });

  test("is not sent while it grows", async () => {
    const rehearsal = await report({}, { quietTime: 1 });
    const { local, remoteFiles } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "" });
    let text = "";
    for (let turn = 0; turn < 12; turn += 1) {
      text += `line ${turn}\n`;
      await writeFile(join(local, "pos/POS.rep"), text);
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await remoteFiles()).toEqual({});
    }
    await sent(rehearsal, (now) => Number(now.LastReport) > 0);
    expect(await remoteFiles()).toEqual({ "POS.rep": text });
  });

  test("that follows before the first is sent is queued, and both arrive in order", async () => {
    const rehearsal = await report({ faults: FULL }, { uploadPeriod: 0.02, occupied: "suffix" });
    const { local, server, localFiles, remoteFiles } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "first" });
    await sent(rehearsal, (now) => now.Error === 10 && now.Pending === 1);
    await putFiles(local, { "pos/next": "second report" });
    await rename(join(local, "pos/next"), join(local, "pos/POS.rep"));
    await sent(rehearsal, (now) => now.Pending === 2);
    server.faults.clear();
    await sent(rehearsal, (now) => now.Pending === 0 && now.Action === 0);
    expect(await remoteFiles()).toEqual({ "POS.rep": "first", "POS-2.rep": "second report" });
    await vi.waitFor(async () => expect(await localFiles()).toEqual({}));
    expect((await eventsOf(rehearsal)).filter((type) => type !== "commandFailed")).toEqual([
      "reportSent",
      "reportSent",
    ]);
    expect((await eventsOf(rehearsal)).filter((type) => type === "commandFailed")).toHaveLength(1);
  });

  test("is tried once where the period is 0, and stays until Send", async () => {
    const rehearsal = await report({ faults: FULL });
    const { local, server, device, localFiles, remoteFiles } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "sales" });
    await sent(rehearsal, (now) => now.Error === 10);
    const strikes = server.faults.strikes[0];
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(server.faults.strikes[0]).toBe(strikes);
    server.faults.clear();
    const { outputs } = await device.command("R00001", "Send");
    expect(outputs).toMatchObject({ Error: 0, Done: 1, FilesDone: 1, Pending: 0 });
    expect([await localFiles(), await remoteFiles()]).toEqual([{}, { "POS.rep": "sales" }]);
  });

  test("goes straight to its name where the server does not rename, also one that was to be renamed", async () => {
    const rehearsal = await report({
      faults: [{ when: { event: "command", command: "RNFR" }, do: { reply: "502 No." } }],
    });
    const { device, local, localFiles, remoteFiles, commands } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "sales" });
    await sent(rehearsal, (now) => now.Error === 8 && now.Action === 0);
    expect(Object.values(await remoteFiles())).toEqual(["sales"]);
    await device.api("PUT", "/resources/R00001", {
      ...(await device.api<object>("GET", "/resources/R00001")),
      rename: false,
    });
    const { outputs } = await device.command("R00001", "Send");
    expect(outputs).toMatchObject({ Error: 0, FilesDone: 1, Pending: 0 });
    expect([await localFiles(), await remoteFiles()]).toEqual([{}, { "POS.rep": "sales" }]);
    await putFiles(local, { "pos/POS.rep": "more sales" });
    await vi.waitFor(async () => expect(await remoteFiles()).toEqual({ "POS.rep": "more sales" }), 10_000);
    expect(commands.filter((line) => line.includes("RNFR"))).toHaveLength(1);
  });

  test("waits until the one before was read, where that is wished", async () => {
    const rehearsal = await report({ remote: { "POS.rep": "unread" } }, { occupied: "wait", uploadPeriod: 0.02 });
    const { local, remote, remoteFiles } = rehearsal;
    await putFiles(local, { "pos/POS.rep": "sales" });
    await vi.waitFor(async () => expect(await eventsOf(rehearsal)).toContain("reportWaits"), 10_000);
    expect((await remoteFiles())["POS.rep"]).toBe("unread");
    await rm(join(remote, "POS.rep"));
    await sent(rehearsal, (now) => Number(now.LastReport) > 0);
    expect(await remoteFiles()).toEqual({ "POS.rep": "sales" });
    expect((await eventsOf(rehearsal)).filter((type) => type === "reportWaits")).toHaveLength(1);
  });

  test("is appended with a marker, and put into an archive, as its profile says", async () => {
    const profile = { name: "own", report: { remoteMarker: "{stem}.flz", archive: "sent" } };
    const rehearsal = await report({ config: { profiles: [profile] } }, { profile: "own" });
    await putFiles(rehearsal.local, { "pos/POS.rep": "sales" });
    await sent(rehearsal, (now) => Number(now.LastReport) > 0 && now.Action === 0);
    expect(await rehearsal.remoteFiles()).toEqual({ "POS.rep": "sales", "POS.flz": "" });
    await vi.waitFor(async () => {
      const files = await rehearsal.localFiles();
      expect(Object.keys(files)[0]).toMatch(/^pos\/sent\/\d{8}T\d{6}Z-POS\.rep$/);
      expect(Object.values(files)).toEqual(["sales"]);
    });
  });
});

test("a poll that is due at every moment does not hold up the reports", async () => {
  const rehearsal = await report({}, { pollPeriod: 0.001 });
  await vi.waitFor(() => expect(rehearsal.commands.some((line) => line.includes("POS.flz"))).toBe(true));
  await putFiles(rehearsal.local, { "pos/POS.rep": "sales" });
  await sent(rehearsal, (now) => Number(now.LastReport) > 0);
  expect(await rehearsal.remoteFiles()).toEqual({ "POS.rep": "sales" });
});

describe("Send", () => {
  test("with nothing to send is a success with no file", async () => {
    const { device } = await report();
    expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, Done: 1, FilesTotal: 0 });
  });

  test("is missed where sending by hand is not allowed", async () => {
    const rehearsal = await report({}, { manualSend: false });
    await rehearsal.device.pulse("R00001.Send");
    expect(await sent(rehearsal, (now) => now.Missed === 1)).toMatchObject({ Commands: 0, Action: 0 });
  });

  test("where the connection is off is Error 4", async () => {
    const { device } = await report({ connection: { valid: false } });
    expect((await device.command("R00001", "Send")).outputs).toMatchObject({ Error: 4, Failed: 1 });
  });
});

test("of a resource that is removed nothing is left on the disk but the report", async () => {
  const rehearsal = await report({ faults: FULL });
  const { device, local } = rehearsal;
  await putFiles(local, { "pos/POS.rep": "sales" });
  await sent(rehearsal, (now) => now.Error === 10);
  expect(await readdir(join(local, "pos"))).toHaveLength(2);
  await device.api("DELETE", "/resources/R00001");
  await vi.waitFor(async () => expect(await readdir(join(local, "pos"))).toEqual(["POS.rep"]));
});

test("a rename whose reply is lost is not done again, also when the report was collected meanwhile", async () => {
  const rehearsal = await report({ faults: presetRules(["rename-reply-lost"]) }, { replyDelay: 1, uploadPeriod: 0.02 });
  const { local, remote, server, device, remoteFiles } = rehearsal;
  await putFiles(local, { "pos/POS.rep": "sales" });
  await vi.waitFor(async () => expect(await remoteFiles()).toEqual({ "POS.rep": "sales" }), 10_000);
  await rm(join(remote, "POS.rep"));
  await sent(rehearsal, (now) => Number(now.LastReport) > 0);
  server.faults.clear();
  await device.command("R00001", "Send");
  expect(await remoteFiles()).toEqual({});
  expect((await eventsOf(rehearsal)).filter((type) => type === "reportSent")).toHaveLength(1);
});

test("a server that does not rename over a file gets the new one all the same", async () => {
  const rehearsal = await report({ remote: { "POS.rep": "old" }, faults: presetRules(["rename-no-overwrite"]) });
  await putFiles(rehearsal.local, { "pos/POS.rep": "new" });
  await sent(rehearsal, (now) => Number(now.LastReport) > 0);
  expect(await rehearsal.remoteFiles()).toEqual({ "POS.rep": "new" });
});

test("a remote folder that is missing is made", async () => {
  const rehearsal = await report({}, { remoteFile: "in/till/7/POS.rep" });
  await putFiles(rehearsal.local, { "pos/POS.rep": "sales" });
  await sent(rehearsal, (now) => Number(now.LastReport) > 0);
  expect(await rehearsal.remoteFiles()).toEqual({ "till/7/POS.rep": "sales" });
});

describe("a request", () => {
  const flag = Buffer.from("$$$ВСЁ\r\n", "utf8").toString();

  test("becomes the local flag, and what the other program makes of it is sent", async () => {
    const rehearsal = await report({}, { pollPeriod: 0.02 });
    const { local, remote, remoteFiles, localFiles } = rehearsal;
    await putFiles(remote, { "POS.flz": flag });
    await vi.waitFor(async () => expect(await localFiles()).toEqual({ "pos/POS.flz": flag }), 10_000);
    await vi.waitFor(async () => expect(await remoteFiles()).toEqual({}));
    expect(await readFile(join(local, "pos/POS.flz"))).toEqual(Buffer.from(flag));
    await putFiles(local, { "pos/POS.rep": "as asked" });
    await rm(join(local, "pos/POS.flz"));
    await sent(rehearsal, (now) => Number(now.LastReport) > 0 && now.Action === 0);
    expect(await remoteFiles()).toEqual({ "POS.rep": "as asked" });
    expect(await eventsOf(rehearsal)).toEqual(["requestTaken", "reportSent"]);
  });

  test("waits on the server while the one before is not served", async () => {
    const { device, remote, remoteFiles } = await report({ local: { "pos/POS.flz": "first" } });
    await putFiles(remote, { "POS.flz": "second" });
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, Done: 1 });
    expect(await remoteFiles()).toEqual({ "POS.flz": "second" });
  });

  test("is not looked for without automatic unloading", async () => {
    const { device, remoteFiles } = await report({ remote: { "POS.flz": "" } }, { autoUnload: false });
    expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0, Done: 1 });
    expect(await remoteFiles()).toEqual({ "POS.flz": "" });
  });
});

describe("made by the device from a Set", () => {
  const points = ["R00010", "R00011"].map((id, index) => ({
    kind: "point",
    id,
    connection: undefined,
    user: undefined,
    password: undefined,
    replyDelay: undefined,
    folder: undefined,
    remoteFolder: undefined,
    balance: 0,
    ...(index === 0 ? { functions: [{ id: "F0001", kind: "trace", period: 0, deadband: 0 }] } : {}),
  }));
  const fromSet = (profile: string) =>
    rehearse({
      resources: [
        { ...REPORT, producer: "set", set: "Sales", profile, occupied: "suffix", unloadFlag: "", csv: { time: "utc" } },
        ...points,
      ],
      sets: [{ label: "Sales", elements: ["easy.RESS.R00010.Value", "easy.RESS.R00011.Value"] }],
    });
  const valuesIn = (text = "") => [...text.matchAll(/R00010\.Value,[^,]+,(\S+)/g)].map(([, value]) => value);

  test("a request for what is new brings each sample once, in windows-1251, with its mark", async () => {
    const rehearsal = await fromSet("frontol");
    const { device, remote, remoteFiles } = rehearsal;
    const ask = async (text: string) => {
      await putFiles(remote, { "POS.flz": text });
      expect((await device.command("R00001", "Poll")).outputs).toMatchObject({ Error: 0 });
      await sent(rehearsal, (now) => now.Pending === 0 && Number(now.LastReport) > 0 && now.Action === 0);
    };
    for (const value of [1, 2]) await device.api("PUT", "/vars/R00010.Value", { value });
    await ask("$$$NEWTRANSACTIONS");
    expect((await remoteFiles())["POS.rep"]).toMatch(/^#\r\nVariable,Time,Value\r\n/);
    const first = valuesIn((await remoteFiles())["POS.rep"]);
    expect(first.slice(-2)).toEqual(["1", "2"]);
    await rm(join(remote, "POS.rep"));
    await device.api("PUT", "/vars/R00010.Value", { value: 3 });
    await ask("$$$NEWTRANSACTIONS");
    expect(valuesIn((await remoteFiles())["POS.rep"])).toEqual(["3"]);
    await rm(join(remote, "POS.rep"));
    await ask("$$$TRANSACTIONSBYDATERANGE\r\n01.01.2020;31.12.2099");
    expect(valuesIn((await remoteFiles())["POS.rep"]).slice(-3)).toEqual(["1", "2", "3"]);
    await rm(join(remote, "POS.rep"));
    await ask("$$$TRANSACTIONSBYDATERANGE\r\n01.01.2020;31.12.2020");
    expect(valuesIn((await remoteFiles())["POS.rep"])).toEqual([]);
    expect(Object.keys(await remoteFiles())).toEqual(["POS.rep"]);
  });

  test("a request that cannot be read is told and removed", async () => {
    const rehearsal = await fromSet("frontol");
    await putFiles(rehearsal.remote, { "POS.flz": "$$$WHAT" });
    await rehearsal.device.command("R00001", "Poll");
    expect(await rehearsal.remoteFiles()).toEqual({});
    expect(await eventsOf(rehearsal)).toContain("requestUnreadable");
  });
});
