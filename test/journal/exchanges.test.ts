import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import { journalFile, openedJournal } from "./opened-journal.ts";

const catalog = { kind: "catalog", state: "claiming", detail: { remote: "in/POS.spr", seen: { size: 3 } } } as const;
const arrived = { kind: "catalog", remote: "in/POS.spr", size: 3, modified: 5, sha256: "abc" } as const;
const event = {
  type: "catalogLoaded",
  severity: "info",
  resource: "R00003",
  origin: "turn",
  parameters: { path: "in/POS.spr", bytes: 3 },
  error: undefined,
} as const;

test("a step is there after a power cut, with the ledger and the event that belong to it", () => {
  const file = journalFile();
  const { journal } = openedJournal({ file });
  const id = journal.exchanges.begin("R00003", catalog);
  expect(afterPowerLoss(file).exchanges.pending("R00003")).toEqual([{ ...catalog, id }]);
  const next = { ...catalog, id, state: "deleting", detail: { remote: "in/POS.spr", received: 1 } };
  journal.exchanges.step("R00003", next, { arrived, event });
  const after = afterPowerLoss(file);
  expect(after.exchanges.pending("R00003")).toEqual([next]);
  expect(after.exchanges.last("R00003", "catalog")).toMatchObject(arrived);
  expect(after.events({ resource: "R00003" })).toMatchObject([event]);
  journal.exchanges.step("R00003", { id, state: undefined });
  expect(afterPowerLoss(file).exchanges.pending("R00003")).toEqual([]);
});

test("what follows begins with the step that it follows from, or not at all", () => {
  const { journal } = openedJournal();
  const { exchanges } = journal;
  const id = exchanges.begin("R00004", { ...catalog, kind: "request" });
  const report = { kind: "report", state: "claimed", detail: {} } as const;
  exchanges.step("R00004", { id, state: undefined }, { begins: report });
  expect(exchanges.pending("R00004")).toMatchObject([report]);
});

test("an event is told once it is durable", () => {
  const { journal } = openedJournal();
  const told: string[] = [];
  journal.events$.subscribe(({ type }) => told.push(type));
  const id = journal.exchanges.begin("R00003", catalog);
  journal.exchanges.step("R00003", { id, state: undefined }, { event });
  expect(told).toEqual(["catalogLoaded"]);
});

test("the ledger tells the last of a remote name, keeps a thousand lines of each, and is forgotten with its resource", () => {
  const { exchanges } = openedJournal().journal;
  const enter = (remote: string, size: number) =>
    exchanges.step(
      "R00003",
      { id: exchanges.begin("R00003", catalog), state: undefined },
      { arrived: { ...arrived, remote, size } },
    );
  for (let size = 0; size < 1001; size += 1) enter(`in/${size}.spr`, size);
  expect(exchanges.last("R00003", "catalog")?.size).toBe(1000);
  expect(exchanges.last("R00003", "catalog", "in/7.spr")?.size).toBe(7);
  expect(exchanges.last("R00003", "catalog", "in/0.spr")).toBeUndefined();
  expect(exchanges.last("R00003", "report")).toBeUndefined();
  exchanges.forget("R00003");
  expect(exchanges.last("R00003", "catalog")).toBeUndefined();
});

function afterPowerLoss(file: string) {
  const copy = journalFile();
  cpSync(file, copy);
  cpSync(`${file}-wal`, `${copy}-wal`);
  return openedJournal({ file: copy }).journal;
}
