import { expect, test } from "vitest";
import type { EventRecord } from "../../src/journal/records.ts";
import { journalFile, openedJournal } from "./opened-journal.ts";
import { commandResult, event, fileResult, plannedFiles, SEND } from "./samples.ts";

test("an accepted command is under way until it is concluded, over any number of start-ups", () => {
  const file = journalFile();
  let { journal } = openedJournal({ file });
  const sent = journal.accept(SEND);
  const ended = journal.accept({ ...SEND, verb: "refresh" });
  journal.conclude(ended.id, commandResult(), undefined);
  for (const startUps of [1, 2, 3]) {
    journal.close();
    ({ journal } = openedJournal({ file }));
    expect(journal.takeUnfinished()).toEqual([{ ...sent, startUps }]);
  }
});

test("start-ups are counted before a command is taken up, so that a crash just after is counted too", () => {
  const file = journalFile();
  const first = openedJournal({ file }).journal;
  first.accept(SEND);
  first.takeUnfinished();
  first.close();
  expect(openedJournal({ file }).journal.transfers({})[0]?.command.startUps).toBe(1);
});

test("a plan comes back in order and exactly, with what became of each file", () => {
  const { journal } = openedJournal();
  const { id } = journal.accept(SEND);
  const files = plannedFiles(3);
  const failed = fileResult(1, { state: "failed", failure: "remoteRefused", reply: "550 No" });
  journal.plan(id, files);
  journal.fileEnded(id, failed);
  expect(journal.progress(id)).toEqual({
    files: files.map((file) => ({ ...file, result: file.index === 1 ? failed : undefined })),
  });
});

test("a command that never planned has no progress, one with an empty plan has an empty one", () => {
  const { journal } = openedJournal();
  const { id } = journal.accept(SEND);
  expect(journal.progress(id)).toBeUndefined();
  journal.plan(id, []);
  expect(journal.progress(id)).toEqual({ files: [] });
});

test("a command plans once and ends once", () => {
  const { journal } = openedJournal();
  const { id } = journal.accept(SEND);
  journal.plan(id, plannedFiles(1));
  expect(() => journal.plan(id, plannedFiles(1))).toThrow("has its plan already");
  journal.conclude(id, commandResult(), event());
  expect(() => journal.conclude(id, commandResult(), event())).toThrow("has ended already");
  expect(journal.events({})).toHaveLength(1);
});

test("the end of a command, its last files and its event are durable together and told afterwards", () => {
  const { journal } = openedJournal();
  const told: EventRecord[] = [];
  journal.events$.subscribe((record) => {
    expect(journal.transfers({})[0]?.result).toEqual(commandResult());
    told.push(record);
  });
  const { id } = journal.accept(SEND);
  journal.plan(id, plannedFiles(1));
  journal.fileEnded(id, fileResult(0));
  journal.conclude(id, commandResult(), event());
  expect(told).toEqual(journal.events({}));
  expect(journal.takeUnfinished()).toEqual([]);
  expect(journal.progress(id)?.files[0]?.result).toEqual(fileResult(0));
});

test("a plan of 100,000 files is recorded and read whole", () => {
  const { journal } = openedJournal({ file: journalFile() });
  const { id } = journal.accept(SEND);
  journal.plan(id, plannedFiles(100_000));
  expect(journal.progress(id)?.files).toHaveLength(100_000);
});

test("transfers come newest first, each with a bounded number of files, those that failed first", () => {
  const { journal, clock } = openedJournal();
  const older = journal.accept(SEND);
  const other = journal.accept({ ...SEND, resource: "R00002" });
  const newer = journal.accept(SEND);
  journal.plan(older.id, plannedFiles(6));
  for (const index of [0, 1, 2]) journal.fileEnded(older.id, fileResult(index));
  for (const index of [3, 5]) journal.fileEnded(older.id, fileResult(index, { state: "failed", failure: "fileBusy" }));
  journal.conclude(older.id, commandResult({ error: 5, failure: "fileBusy", subject: "folder/file-3.csv" }), undefined);

  const transfers = journal.transfers({ resource: "R00001", files: 3 });
  expect(transfers.map(({ command }) => command)).toEqual([newer, older]);
  expect(transfers[0]).toMatchObject({ result: undefined, endedAt: undefined, files: [] });
  expect(transfers[1]).toMatchObject({ result: { failure: "fileBusy" }, endedAt: clock.now() });
  expect(transfers[1]?.files.map(({ index }) => index)).toEqual([3, 5, 0]);

  expect(journal.transfers({ before: newer.id, limit: 1 }).map(({ command }) => command)).toEqual([other]);
});
