import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { DatabaseInUse, openDatabase } from "../../src/database/database.ts";
import { Failure } from "../../src/errors.ts";
import { JOURNAL_SHAPE } from "../../src/journal/journal-shape.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { manualClock } from "../support/manual-clock.ts";
import { journalFile, KEEP_ALL, openedJournal } from "./opened-journal.ts";
import { event, plannedFiles, SEND } from "./samples.ts";

test("every commit is synced, rows refer to rows that exist, and only the owner may read the file", () => {
  const file = journalFile();
  const database = openDatabase(file, manualClock(), JOURNAL_SHAPE);
  expect(database.pragma("synchronous")).toBe(2);
  expect(database.pragma("foreign_keys")).toBe(1);
  expect(database.pragma("trusted_schema")).toBe(0);
  expect(database.statement("PRAGMA journal_mode").get()?.journal_mode).toBe("wal");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  database.close();
});

test("a second controller on the same data folder is refused, and the first goes on", () => {
  const file = journalFile();
  const { journal } = openedJournal({ file });
  journal.append(event());
  expect(() => openedJournal({ file })).toThrow(DatabaseInUse);
  expect(openInAnotherProcess(file)).toBe("DatabaseInUse");
  journal.append(event());
  expect(openInAnotherProcess(file)).toBe("DatabaseInUse");
  journal.close();
  expect(openInAnotherProcess(file)).toBe("opened");
});

test.each([
  ["that is no database", (file: string) => writeFileSync(file, "no database at all, ".repeat(500))],
  ["that was cut", (file: string) => truncateSync(file, 5 * 4096)],
  ["with wild bytes in the middle", overwriteMiddle],
])("a file %s is set aside unchanged, and a fresh journal tells so", (_, damage) => {
  const file = journalFile();
  const first = openedJournal({ file }).journal;
  first.plan(first.accept(SEND).id, plannedFiles(2000));
  first.close();
  damage(file);
  const damaged = readFileSync(file);

  const { journal } = openedJournal({ file });
  const aside = `journal.db.corrupt-20261123T000000Z`;
  expect(journal.setAside).toEqual({ reason: "corrupt", file: join(dirname(file), aside) });
  expect(readFileSync(join(dirname(file), aside))).toEqual(damaged);
  expect(journal.events({})).toMatchObject([
    { type: "journalRepaired", severity: "error", parameters: { reason: "corrupt", file: aside } },
  ]);
  expect(journal.takeUnfinished()).toEqual([]);
});

test("a database of a newer version is set aside, and a second one beside the first", () => {
  const file = journalFile();
  for (const expected of [/newer-20261123T000000Z$/, /newer-20261123T000000Z-2$/]) {
    const newer = new DatabaseSync(file);
    newer.exec("PRAGMA user_version = 999");
    newer.close();
    const { journal } = openedJournal({ file });
    expect(journal.setAside?.file).toMatch(expected);
    expect(journal.events({})).toMatchObject([{ type: "journalRepaired", parameters: { reason: "newer" } }]);
    journal.close();
  }
  expect(readdirSync(dirname(file)).filter((name) => name.includes("newer"))).toHaveLength(2);
});

test("a journal that was closed well is opened again with nothing to tell", () => {
  const file = journalFile();
  openedJournal({ file }).journal.close();
  const { journal } = openedJournal({ file });
  expect(journal.setAside).toBeUndefined();
  expect(journal.events({})).toEqual([]);
});

test("a place that cannot be written is `journalUnavailable`", () => {
  const file = join(dirname(journalFile()), "missing", "journal.db");
  expect(() => openJournal({ file, clock: manualClock(), retention: KEEP_ALL })).toThrow(
    expect.objectContaining({ failure: "journalUnavailable" }),
  );
});

test("after it was closed every call is `journalUnavailable`, and closing again does nothing", () => {
  const { journal } = openedJournal();
  const { id } = journal.accept(SEND);
  journal.close();
  journal.close();
  for (const call of [
    () => journal.append(event()),
    () => journal.events({}),
    () => journal.accept(SEND),
    () => journal.fileEnded(id, {} as never),
  ]) {
    expect(call).toThrow(Failure);
  }
});

function overwriteMiddle(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 3 * 4096);
  writeFileSync(file, bytes);
}

function openInAnotherProcess(file: string): string {
  const script = `
    import { systemClock } from ${JSON.stringify(new URL("../../src/clock.ts", import.meta.url))};
    import { openJournal } from ${JSON.stringify(new URL("../../src/journal/open-journal.ts", import.meta.url))};
    try {
      openJournal({ file: ${JSON.stringify(file)}, clock: systemClock, retention: { days: 1, maxBytes: 1e9 } }).close();
      console.log("opened");
    } catch (error) {
      console.log(error.name);
    }`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout.trim();
}
