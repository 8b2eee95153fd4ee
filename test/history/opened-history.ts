import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Sample, TraceLog } from "../../src/history/history.ts";
import { type HistoryOptions, openHistory } from "../../src/history/open-history.ts";
import { manualClock } from "../support/manual-clock.ts";

export const KEEP_ALL = { days: 36_500, samples: 100_000_000 };
export const PARIS = "Europe/Paris";

/** Where a history may stand until the test ends. */
export function historyFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "samples.db");
}

/** A history in memory, or in a file, in Paris, with a clock that stands. */
export function openedHistory(options: Partial<HistoryOptions> & { start?: number } = {}) {
  const clock = manualClock(options.start);
  const history = openHistory({ file: ":memory:", clock, timeZone: PARIS, ...options });
  onTestFinished(() => history.close());
  return { history, clock };
}

export function samplesOf(log: TraceLog, from = 0, to = Number.MAX_SAFE_INTEGER): Sample[] {
  return [...log.read(from, to)].flat();
}
