import { appendFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { madeUpCatalog } from "../../src/back-office/catalog-content.ts";
import { type Served, serve } from "../ftp-server/served.ts";
import { type PlayedOffice, playOffice } from "./played-office.ts";

const place = ({ port }: Served) => ({ port, user: "easy", password: "secret" });
const CATALOG = { catalog: "ObmenFTP/POS.spr", catalogEvery: 0.01 };
const REPORT = { report: "ObmenFTP/POS.rep", reportEnding: "END" };

it("drops the next catalog when the till has taken the one before", async () => {
  const server = await serve();
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 3 });
  const file = join(server.root, "ObmenFTP/POS.spr");
  for (const number of [1, 2, 3]) {
    await office.line({ what: "dropped", kind: "catalog", number });
    expect(await readFile(file)).toEqual(Buffer.from(madeUpCatalog(number, 10)));
    await rm(file);
  }
  expect(await office.ended).toBe(true);
  expect(office.lines.filter(({ what }) => what === "taken")).toHaveLength(3);
});

it("a catalog is never seen before it is whole", async () => {
  const seen = new Set<string>();
  const server = await serve({
    log: ({ from, text }) => from === "client" && /^(?:STOR|RNTO) /.test(text) && seen.add(text),
  });
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 1 });
  await office.line({ what: "dropped" });
  expect([...seen]).toEqual(["STOR ObmenFTP/POS.spr.office", "RNTO ObmenFTP/POS.spr"]);
});

it("drops on demand, and the flag holds the parameters", async () => {
  const server = await serve();
  const parameters = "$$$TRANSACTIONSBYDATERANGE\\n01.11.2026;29.11.2026";
  const office = await playOffice(place(server), { request: "POS.flz", parameters });
  await office.want("request");
  await office.line({ what: "dropped", kind: "request" });
  const text = await readFile(join(server.root, "POS.flz"), "latin1");
  expect(text).toBe("$$$TRANSACTIONSBYDATERANGE\r\n01.11.2026;29.11.2026");
});

it("asks in the words of a protocol, for the days that are wanted", async () => {
  const server = await serve();
  const days = { from: "2026-11-01", to: "2026-12-24" };
  const office = await playOffice(place(server), { request: "POS.flz", profile: "frontol", ...days });
  await office.want("request");
  await office.line({ what: "dropped", kind: "request" });
  const text = await readFile(join(server.root, "POS.flz"), "latin1");
  expect(text).toBe("$$$TRANSACTIONSBYDATERANGE\r\n01.11.2026;24.12.2026");
});

it.each([
  { profile: "done-file", words: ["STOR POS.spr.office", "RNTO POS.spr", "STOR POS.spr.done"] },
  { profile: "wait-flag", words: ["STOR POS.spr.wait", "STOR POS.spr.office", "RNTO POS.spr", "DELE POS.spr.wait"] },
])("puts the markers of $profile", async ({ profile, words }) => {
  const said: string[] = [];
  const server = await serve({
    log: ({ from, text }) => from === "client" && /^(?:STOR|RNTO|DELE) /.test(text) && said.push(text),
  });
  const office = await playOffice(place(server), { catalog: "POS.spr", catalogEvery: 0.01, catalogs: 1, profile });
  await office.line({ what: "dropped" });
  expect(said).toEqual(words);
});

it("a flag that stays beyond the time limit is the till's breach, said once", async () => {
  const server = await serve();
  const office = await playOffice(place(server), { request: "POS.flz", limit: 0 });
  await office.want("request");
  await office.line({ what: "breach", breach: "flagNotRemoved", by: "till" });
  await rm(join(server.root, "POS.flz"));
  await office.line({ what: "taken" });
  expect(await office.stop()).toBe(false);
  expect(breaches(office)).toEqual(["flagNotRemoved"]);
});

it("a catalog that somebody replaces before it is taken is a third party's breach", async () => {
  const server = await serve();
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 1 });
  await office.line({ what: "dropped" });
  await writeFile(join(server.root, "ObmenFTP/POS.spr"), "another one");
  await office.line({ what: "breach", breach: "catalogOverwritten", by: "other" });
});

it("one replaced by the same size at another time is one too", async () => {
  const server = await serve();
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 1 });
  await office.line({ what: "dropped" });
  await utimes(join(server.root, "ObmenFTP/POS.spr"), 1_000_000_000, 1_000_000_000);
  await office.line({ what: "breach", breach: "catalogOverwritten", by: "other" });
});

it("the office itself is named when it is told to replace what waits", async () => {
  const server = await serve();
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 2, overwrite: true });
  await office.line({ what: "breach", breach: "catalogOverwritten", by: "office" });
  await office.line({ what: "dropped", number: 2 });
});

it("collects a report whole, and removes it then", async () => {
  const server = await serve();
  await putReport(server, "sale;1\r\nEND;1\r\n");
  const office = await playOffice(place(server), { ...REPORT, reports: 1 });
  expect(await office.ended).toBe(true);
  expect(await readFile(join(office.folder, "reports/1-POS.rep"), "latin1")).toBe("sale;1\r\nEND;1\r\n");
  expect(await readdir(join(server.root, "ObmenFTP"))).toEqual([]);
});

it("a report without its end is torn, and one that comes again is repeated", async () => {
  const server = await serve();
  await putReport(server, "sale;1\r\nsa");
  const office = await playOffice(place(server), { ...REPORT, reports: 3 });
  await office.line({ what: "breach", breach: "reportTorn", by: "till" });
  await office.line({ what: "collected", number: 1 });
  for (const number of [2, 3]) {
    await putReport(server, "sale;2\r\nEND;1\r\n");
    await office.line({ what: "collected", number });
  }
  expect(await office.ended).toBe(false);
  expect(breaches(office)).toEqual(["reportTorn", "reportRepeated"]);
});

it("a report that grows while it is read was not complete; it is collected when it is", async () => {
  const server = await serve();
  await putReport(server, "sale;1\r\n");
  // The end of the report comes while the office reads: right before the reply to its RETR.
  server.faults.set([{ when: { event: "reply", command: "RETR", times: 1 }, do: { delayMs: 300 } }]);
  const office = await playOffice(place(server), { ...REPORT, reports: 1 });
  const taken = join(server.root, "ObmenFTP/POS.rep.1.collected");
  while (server.faults.strikes[0] === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await appendFile(taken, "END;1\r\n");
  expect(await office.ended).toBe(false);
  expect(breaches(office)).toEqual(["reportIncomplete"]);
  expect(await readFile(join(office.folder, "reports/1-POS.rep"), "latin1")).toBe("sale;1\r\nEND;1\r\n");
});

it("a marker without its report is a flag before the data", async () => {
  const server = await serve();
  await mkdir(join(server.root, "ObmenFTP"));
  await writeFile(join(server.root, "ObmenFTP/POS.rep.ok"), "");
  const office = await playOffice(place(server), { ...REPORT, reportMarker: "ObmenFTP/POS.rep.ok" });
  await office.line({ what: "breach", breach: "flagBeforeData", by: "till" });
});

it("with a marker, a report without one is left alone", async () => {
  const server = await serve();
  await putReport(server, "END;1\r\n");
  const office = await playOffice(place(server), { ...REPORT, reportMarker: "ObmenFTP/POS.rep.ok", ...CATALOG });
  await office.line({ what: "dropped" });
  await rm(join(server.root, "ObmenFTP/POS.spr"));
  await office.line({ what: "dropped", number: 2 });
  expect(office.lines.filter(({ what }) => what === "collected")).toEqual([]);
  await writeFile(join(server.root, "ObmenFTP/POS.rep.ok"), "");
  await office.line({ what: "collected" });
  expect(await readdir(join(server.root, "ObmenFTP"))).not.toContain("POS.rep.ok");
});

it("goes on after a restart with what waited and what it knew", async () => {
  const server = await serve();
  await putReport(server, "END;1\r\n");
  const first = await playOffice(place(server), { ...CATALOG, ...REPORT, catalogs: 2 });
  await first.line({ what: "dropped" });
  await first.line({ what: "collected" });
  expect(await first.stop()).toBe(true);
  await rm(join(server.root, "ObmenFTP/POS.spr"));
  // Taken before the office was stopped: nobody but its ledger knows of it.
  await writeFile(join(server.root, "ObmenFTP/POS.rep.2.collected"), "END;2\r\n");
  await appendFile(join(first.folder, "ledger"), '{"time":1,"what":"drop');
  const second = await playOffice(place(server), { ...CATALOG, ...REPORT, catalogs: 2 }, first.folder);
  await second.line({ what: "taken", kind: "catalog", number: 1 });
  await second.line({ what: "collected", number: 2 });
  await second.line({ what: "dropped", kind: "catalog", number: 2 });
  await putReport(server, "END;1\r\n");
  await second.line({ what: "breach", breach: "reportRepeated" });
  const ledger = await readFile(join(first.folder, "ledger"), "utf8");
  expect(ledger.endsWith("\n")).toBe(true);
});

it("a server that is away is said once, and once when it is back", async () => {
  const server = await serve();
  server.faults.set([{ when: { event: "greeting", times: 3 }, do: { reply: "421 Not now.", end: "close" } }]);
  const office = await playOffice(place(server), { ...CATALOG, catalogs: 1 });
  await office.line({ what: "recovered" });
  expect(office.lines.map(({ what }) => what)).toEqual(["trouble", "dropping", "dropped", "recovered"]);
});

const breaches = ({ lines }: PlayedOffice) => lines.flatMap((line) => (line.what === "breach" ? [line.breach] : []));

/** As a till does that keeps to the protocol. */
async function putReport({ root }: Served, content: string): Promise<void> {
  await mkdir(join(root, "ObmenFTP"), { recursive: true });
  await writeFile(join(root, "ObmenFTP/POS.rep.part"), content);
  await rename(join(root, "ObmenFTP/POS.rep.part"), join(root, "ObmenFTP/POS.rep"));
}
