import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { Failure } from "../../src/errors.ts";
import { JOURNAL_SHAPE } from "../../src/journal/journal-shape.ts";
import { OpenJournal } from "../../src/journal/open-journal.ts";
import { manualClock } from "../support/manual-clock.ts";
import { KEEP_ALL } from "./opened-journal.ts";
import { commandResult, event, fileResult, plannedFiles, SEND } from "./samples.ts";

/** A journal with a command of `files` files, over a database one can look into. */
function started(files: number) {
  const clock = manualClock();
  const database = openDatabase(":memory:", clock, JOURNAL_SHAPE);
  const journal = new OpenJournal(database, clock, KEEP_ALL);
  const command = journal.accept(SEND).id;
  journal.plan(command, plannedFiles(files));
  return { clock, database, journal, command };
}

const written = (database: Database): number =>
  Number(database.statement("SELECT count(*) AS n FROM files WHERE state IS NOT NULL").get()?.n);

/** No page may be added from now on; what is there can still change, so `filler` takes the room that is left. */
function fillDisk(database: Database, journal: OpenJournal): void {
  database.statement(`PRAGMA max_page_count = ${database.pragma("page_count")}`).get();
  expect(() => {
    for (;;) journal.append(event({ parameters: { subject: "x".repeat(3000) } }));
  }).toThrow(expect.objectContaining({ failure: "journalUnavailable" }));
}

const makeRoom = (database: Database) => database.statement("PRAGMA max_page_count = 1000000").get();

const longReply = (index: number) =>
  fileResult(index, { state: "failed", failure: "fileBusy", reply: "y".repeat(3000) });

test("results are written together within 50 ms, each exactly as it ended, in any rhythm", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), (pauses) => {
      const { clock, database, journal, command } = started(pauses.length);
      const endedAt: number[] = [];
      for (const [index, pause] of pauses.entries()) {
        clock.advance(pause);
        const due = endedAt.filter((time) => clock.monotonic() - time >= 50).length;
        expect(written(database)).toBeGreaterThanOrEqual(due);
        journal.fileEnded(command, fileResult(index));
        endedAt.push(clock.monotonic());
      }
      clock.advance(50);
      expect(written(database)).toBe(pauses.length);
      const results = journal.progress(command)?.files.map(({ result }) => result);
      expect(results).toEqual(pauses.map((_, index) => fileResult(index)));
      journal.close();
    }),
    { numRuns: 50 },
  );
});

test("many results cost one transaction", () => {
  const { clock, database, journal, command } = started(500);
  const write = vi.spyOn(database, "write");
  for (let index = 0; index < 500; index += 1) journal.fileEnded(command, fileResult(index));
  expect(written(database)).toBe(0);
  clock.advance(50);
  expect(written(database)).toBe(500);
  expect(write).toHaveBeenCalledTimes(1);
});

test("on a full disk nothing half-written shows, results wait, and are written once there is room", () => {
  const { clock, database, journal, command } = started(40);
  fillDisk(database, journal);
  const events = journal.events({ limit: 1000 });
  for (let index = 0; index < 40; index += 1) journal.fileEnded(command, longReply(index));
  clock.advance(60_000);
  expect(written(database)).toBe(0);
  expect(() => journal.conclude(command, commandResult(), event())).toThrow(Failure);
  expect(journal.transfers({})[0]?.result).toBeUndefined();
  expect(journal.events({ limit: 1000 })).toEqual(events);

  makeRoom(database);
  clock.advance(1000);
  expect(written(database)).toBe(40);
  journal.conclude(command, commandResult(), event());
  expect(journal.events({})[0]?.id).toBe((events[0]?.id ?? 0) + 1);
  expect(journal.progress(command)?.files[39]?.result).toEqual(longReply(39));
});

test("more results than may wait are refused while the disk is full, and none that was taken is lost", () => {
  const { clock, database, journal, command } = started(10_001);
  fillDisk(database, journal);
  for (let index = 0; index < 10_000; index += 1) journal.fileEnded(command, longReply(index));
  expect(() => journal.fileEnded(command, longReply(10_000))).toThrow(Failure);
  makeRoom(database);
  clock.advance(2000);
  expect(written(database)).toBe(10_000);
});
