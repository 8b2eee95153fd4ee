import { hostname } from "node:os";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type Rehearsal, rehearse } from "../support/rehearsal.ts";

const SCHEDULE = { cron: "30 6 * * *" };
const CSV = { time: "local" };
/** What the usual resource of a rehearsal has, and a point or a Set has not. */
const WITHOUT = { folder: undefined };
const ALSO_WITHOUT = { connection: undefined, user: undefined, password: undefined, replyDelay: undefined };
const SET = {
  ...WITHOUT,
  kind: "ftp-set",
  set: "Releves",
  fileName: "{site}.csv",
  csv: CSV,
  inputs: { Send: SCHEDULE },
};
const TRACE = { id: "F0001", kind: "trace", period: 1, csv: CSV };
const POINT = { ...WITHOUT, ...ALSO_WITHOUT, remoteFolder: undefined, kind: "point", functions: [TRACE] };

/** A zone that no machine of ours is in: 06:30 there is 16:30 UTC of the day before, all the year. */
const FAR = "Pacific/Kiritimati";

test("site, language and time zone hold at once, and are as before when they are taken back", async () => {
  const { device, remoteFiles } = await rehearse({
    resources: [SET, POINT],
    sets: [{ label: "Releves", elements: ["R00002.Limit"] }],
  });
  const { site, language, timeZone } = await system(device);
  expect({ site, language }).toEqual({ site: hostname(), language: "en" });
  expect(await journal(device)).not.toContain("Configuration modifiée");

  const set = { site: "Chaufferie Nord", language: "fr", timeZone: FAR };
  await device.api("PUT", "/device", set);
  expect(await system(device)).toMatchObject(set);
  await device.command("R00001", "Send");
  expect(Object.entries(await remoteFiles())).toEqual([["Chaufferie Nord.csv", expect.stringContaining("+14:00")]]);
  expect(await journal(device)).toContain("Configuration modifiée");
  await eventually(async () => expect(await trace(device)).toContain("+14:00"));
  expect(await nextRun(device)).toContain("T16:30:00.000Z");

  await device.api("PUT", "/device", {});
  expect(await system(device)).toMatchObject({ site, language, timeZone });
  expect(await journal(device)).not.toContain("Configuration modifiée");
  expect(await trace(device)).not.toContain("+14:00");
  expect(await nextRun(device)).not.toContain("T16:30:00.000Z");
});

test("what names a time zone keeps it, and the device has its own from the start", async () => {
  const { device } = await rehearse({
    resources: [
      { inputs: { Send: { ...SCHEDULE, timeZone: "Asia/Tokyo" } } },
      { ...POINT, functions: [{ ...TRACE, csv: { ...CSV, timeZone: "Asia/Tokyo" } }] },
      { inputs: { Send: SCHEDULE } },
    ],
    config: { device: { timeZone: FAR } },
  });
  expect((await system(device)).timeZone).toBe(FAR);
  expect(await nextRun(device)).toContain("T21:30:00.000Z");
  expect(await nextRun(device, "R00003")).toContain("T16:30:00.000Z");
  await eventually(async () => expect(await trace(device)).toContain("+09:00"));
});

type Device = Rehearsal["device"];

function system(device: Device): Promise<{ site: string; language: string; timeZone: string }> {
  return device.api("GET", "/system");
}

async function nextRun(device: Device, resource = "R00001"): Promise<string> {
  const { live } = await device.api<{ live: { nextRun: string } }>("GET", `/resources/${resource}`);
  return live.nextRun;
}

const journal = (device: Device) => newestFile(device, "easy.JRNL");
const trace = (device: Device) => newestFile(device, "easy.RESS.R00002.FNCT.F0001");

async function newestFile(device: Device, folder: string): Promise<string> {
  const { children } = await device.api<{ children: { name: string }[] }>("GET", `/folders?path=${folder}`);
  return device.file(`${folder}/${children.at(-1)?.name}`);
}
