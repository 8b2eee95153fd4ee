import { cpSync } from "node:fs";
import { expect, test } from "vitest";
import { journalFile, openedJournal } from "./opened-journal.ts";

test("retained levels keep value and type over a restart", () => {
  const file = journalFile();
  const levels = { a: true, b: false, c: 0, d: 12.5, e: "", f: "été" };
  const first = openedJournal({ file }).journal;
  for (const path of Object.keys(levels)) first.retained.save(path, "before");
  for (const [path, value] of Object.entries(levels)) first.retained.save(path, value);
  first.close();
  const { retained } = openedJournal({ file }).journal;
  for (const [path, value] of Object.entries(levels)) expect(retained.load(path)).toBe(value);
  expect(retained.load("missing")).toBeUndefined();
});

test("retained levels are durable a moment after they are written, without a clean end", () => {
  const file = journalFile();
  const { journal, clock } = openedJournal({ file });
  journal.retained.save("a", 1);
  expect(afterPowerLoss(file).load("a")).toBeUndefined();
  clock.advance(1_000);
  expect(afterPowerLoss(file).load("a")).toBe(1);
});

/** What a process finds that starts on the files as they are now. */
function afterPowerLoss(file: string) {
  const copy = journalFile();
  for (const end of ["", "-wal"]) cpSync(`${file}${end}`, `${copy}${end}`);
  return openedJournal({ file: copy }).journal.retained;
}
