import { expect, onTestFinished, test } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { HISTORY_SHAPE } from "../../src/history/history-shape.ts";
import { OpenHistory } from "../../src/history/open-history.ts";
import { manualClock } from "../support/manual-clock.ts";
import { KEEP_ALL, PARIS, samplesOf } from "./opened-history.ts";

function opened() {
  const clock = manualClock();
  const database = openDatabase(":memory:", clock, HISTORY_SHAPE);
  const losses: number[] = [];
  const history = new OpenHistory(database, {
    file: ":memory:",
    clock,
    timeZone: PARIS,
    onLoss: ({ samples }) => losses.push(samples),
  });
  onTestFinished(() => history.close());
  return { clock, database, history, losses };
}

/** The database may not grow from now on. */
const fill = (database: Database) =>
  database.statement(`PRAGMA max_page_count = ${database.pragma("page_count")}`).get();
const makeRoom = (database: Database) => database.statement("PRAGMA max_page_count = 1000000").get();

test("while the disk is full samples wait, and are all there in order once there is room", () => {
  const { clock, database, history, losses } = opened();
  const log = history.trace("a", KEEP_ALL);
  const balance = history.balance("a");
  log.append(clock.now(), "first");
  log.flush();
  fill(database);
  for (let i = 0; i < 30_000; i += 1) log.append(clock.now(), i);
  for (let hour = 0; hour < 900; hour += 1) balance.count(clock.now() + hour * 3_600_000, hour);
  clock.advance(60_000);
  expect(log.range().last).toBe(1);
  expect(() => log.flush()).toThrow(expect.objectContaining({ failure: "journalUnavailable" }));
  expect(() => balance.flush()).toThrow(expect.objectContaining({ failure: "journalUnavailable" }));
  expect(samplesOf(log)).toHaveLength(1);

  makeRoom(database);
  clock.advance(2000);
  expect(samplesOf(log).map(({ value }) => value)).toEqual(["first", ...Array.from({ length: 30_000 }, (_, i) => i)]);
  expect([...balance.rows("hour", 0, Number.MAX_SAFE_INTEGER)]).toHaveLength(900);
  expect(losses).toEqual([]);
});

test("what memory cannot hold is counted and told, the oldest stay", () => {
  const { clock, database, history, losses } = opened();
  const log = history.trace("a", KEEP_ALL);
  log.append(clock.now(), 0);
  log.flush();
  fill(database);
  for (let i = 1; i <= 1_000_007; i += 1) log.append(i, i);
  clock.advance(1000);
  expect(losses).toEqual([7]);
  makeRoom(database);
  log.flush();
  expect(log.range()).toEqual({ first: 1, last: 1_000_001 });
  expect(samplesOf(log, 1_000_001)).toMatchObject([{ value: 1_000_000 }]);
});

test("what the disk refuses to the end is told when the history is closed", () => {
  const { clock, database, history, losses } = opened();
  const log = history.trace("a", KEEP_ALL);
  log.append(clock.now(), 0);
  log.flush();
  fill(database);
  for (let i = 0; i < 5000; i += 1) log.append(clock.now(), "x".repeat(20));
  history.close();
  expect(losses).toEqual([5000]);
});
