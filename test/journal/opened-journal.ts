import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openJournal } from "../../src/journal/open-journal.ts";
import type { RetentionRule } from "../../src/journal/retention.ts";
import { manualClock } from "../support/manual-clock.ts";

export const KEEP_ALL = { days: 365, maxBytes: 1e9 };

/** Where a journal may stand until the test ends. */
export function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "journal.db");
}

/** A journal in memory, or in a file, with a clock that stands. */
export function openedJournal(options: { file?: string; retention?: RetentionRule; start?: number } = {}) {
  const clock = manualClock(options.start);
  const { file = ":memory:", retention = KEEP_ALL } = options;
  const journal = openJournal({ file, clock, retention });
  onTestFinished(() => journal.close());
  return { journal, clock };
}
