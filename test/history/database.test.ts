import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { DatabaseInUse, openDatabase } from "../../src/database/database.ts";
import { HISTORY_SHAPE } from "../../src/history/history-shape.ts";
import { openHistory } from "../../src/history/open-history.ts";
import { manualClock } from "../support/manual-clock.ts";
import { historyFile, KEEP_ALL, openedHistory, samplesOf } from "./opened-history.ts";

test("every commit is synced", () => {
  const database = openDatabase(historyFile(), manualClock(), HISTORY_SHAPE);
  expect(database.pragma("synchronous")).toBe(2);
  expect(database.statement("PRAGMA journal_mode").get()?.journal_mode).toBe("wal");
  database.close();
});

test("a second controller on the same data folder is refused", () => {
  const file = historyFile();
  openedHistory({ file });
  expect(() => openedHistory({ file })).toThrow(DatabaseInUse);
});

test("a place that cannot be written is `journalUnavailable`", () => {
  const file = join(historyFile(), "missing", "samples.db");
  expect(() => openHistory({ file, clock: manualClock() })).toThrow(
    expect.objectContaining({ failure: "journalUnavailable" }),
  );
});

test.each([
  ["corrupt", (file: string) => truncateSync(file, 3 * 4096)],
  ["corrupt", (file: string) => writeFileSync(file, "no database at all, ".repeat(500))],
  [
    "newer",
    (file: string) => {
      const newer = new DatabaseSync(file);
      newer.exec("PRAGMA user_version = 999");
      newer.close();
    },
  ],
])("a database that is %s is set aside, and the numbers of its samples never come again", (reason, damage) => {
  const file = historyFile();
  const first = openedHistory({ file });
  const log = first.history.trace("a", KEEP_ALL);
  for (let i = 0; i < 5000; i += 1) log.append(i, i);
  first.history.close();
  damage(file);
  const damaged = readFileSync(file);

  for (const life of [1, 2]) {
    const { history } = openedHistory({ file });
    if (life === 1) {
      expect(history.setAside?.reason).toBe(reason);
      expect(readFileSync(history.setAside?.file ?? "")).toEqual(damaged);
    } else {
      expect(history.setAside).toBeUndefined();
    }
    // A trace that comes back later must not begin anew either.
    const again = history.trace(life === 1 ? "a" : "b", KEEP_ALL);
    expect(again.range()).toEqual({ first: 0, last: 0 });
    again.append(0, "after");
    again.flush();
    expect(samplesOf(again)).toHaveLength(1);
    expect(again.range().first).toBeGreaterThan(5000);
    history.close();
  }
});

test("after it was closed nothing is taken, and closing again does nothing", () => {
  const { history } = openedHistory();
  const log = history.trace("a", KEEP_ALL);
  const balance = history.balance("a");
  log.append(0, 1);
  log.flush();
  history.close();
  history.close();
  for (const call of [() => log.append(0, 1), () => balance.count(0, 1), () => samplesOf(log, 1, 1)]) {
    expect(call).toThrow(expect.objectContaining({ failure: "journalUnavailable" }));
  }
});
