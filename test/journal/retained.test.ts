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
