import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import type { NewExport } from "../../src/journal/export-records.ts";
import { journalFile, openedJournal } from "./opened-journal.ts";
import { commandResult, fileResult, SEND } from "./samples.ts";

const planned = (first: number, last: number, more: Partial<NewExport> = {}): NewExport => ({
  element: "easy.RESS.R00010.Value",
  samples: { trace: "R00010.F0001", first, last },
  series: "lan01:/a_",
  remote: (number) => `/A_${number}.csv`,
  rendering: { gzip: false },
  ...more,
});

test("what was begun is there after a power cut, and what was confirmed has moved the position", () => {
  const file = journalFile();
  const { exports } = openedJournal({ file }).journal;
  const [first] = exports.plan("R00001", [planned(1, 4)]);
  exports.begin(first?.id ?? 0);
  const begun = afterPowerLoss(file);
  expect(begun.pending("R00001")).toEqual([{ ...first, begun: true }]);
  expect([begun.position("R00001", "R00010.F0001"), begun.heldFrom("R00010.F0001")]).toEqual([0, 1]);
  exports.confirm(first?.id ?? 0);
  const confirmed = afterPowerLoss(file);
  expect(confirmed.pending("R00001")).toEqual([]);
  expect([confirmed.position("R00001", "R00010.F0001"), confirmed.heldFrom("R00010.F0001")]).toEqual([4, undefined]);
});

test("planning takes the place of what never began, with its number, and leaves what did", () => {
  const { exports } = openedJournal().journal;
  const [first] = exports.plan("R00001", [planned(1, 4)]);
  exports.begin(first?.id ?? 0);
  for (const last of [6, 9]) exports.plan("R00001", [planned(5, last)]);
  expect(exports.pending("R00001").map(({ remote, samples }) => [remote, samples?.last])).toEqual([
    ["/A_1.csv", 4],
    ["/A_2.csv", 9],
  ]);
});

test("exports of one series never share a number, whichever resource makes them", () => {
  const { exports } = openedJournal().journal;
  const remotes = ["R00001", "R00002", "R00001"].map((resource) => {
    const [one] = exports.plan(resource, [planned(1, 1)]);
    exports.begin(one?.id ?? 0);
    if (resource === "R00001") exports.confirm(one?.id ?? 0);
    return one?.remote;
  });
  expect(remotes).toEqual(["/A_1.csv", "/A_2.csv", "/A_3.csv"]);
  expect(exports.plan("R00003", [planned(1, 1, { series: "lan01:/b_" })])[0]?.remote).toBe("/A_1.csv");
});

test("what begins goes without samples that were forgotten since it was planned, and stays as it began", () => {
  const { exports } = openedJournal().journal;
  const [one] = exports.plan("R00001", [planned(1, 9)]);
  expect(exports.begin(one?.id ?? 0, 4)).toMatchObject({ first: 4, last: 9 });
  expect(exports.begin(one?.id ?? 0, 7)).toMatchObject({ first: 4, last: 9 });
  exports.confirm(one?.id ?? 0);
  expect(() => exports.begin(one?.id ?? 0)).toThrow("confirmed already");
});

test("a confirmation is the end of the file in the plan of the command under way, and of no other", () => {
  const { journal } = openedJournal();
  const [one] = journal.exports.plan("R00001", [planned(1, 9)]);
  const file = { index: 0, path: "a", size: 0, modified: 0, export: one?.id ?? 0 };
  const [ended, running] = [journal.accept(SEND), journal.accept(SEND)];
  for (const { id } of [ended, running]) journal.plan(id, [file]);
  journal.fileEnded(ended.id, fileResult(0, { state: "failed" }));
  journal.conclude(ended.id, commandResult(), undefined);
  journal.exports.confirm(file.export);
  expect(journal.progress(running.id)?.files[0]).toMatchObject({ ...file, result: { state: "done" } });
  expect(journal.progress(ended.id)?.files[0]?.result?.state).toBe("failed");
});

/** What a process finds that starts on the files as they are now. */
function afterPowerLoss(file: string) {
  const copy = journalFile();
  for (const end of ["", "-wal"]) cpSync(`${file}${end}`, `${copy}${end}`);
  return openedJournal({ file: copy }).journal.exports;
}
