import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { historyFile } from "./opened-history.ts";

const EXPORTER = fileURLToPath(new URL("exporter.ts", import.meta.url));

/** V8 takes 100 MB for what is young whenever a program makes garbage for long: that says nothing of ours. */
const NODE_OPTION = "--max-semi-space-size=2";

test("a day of a million samples is read in constant memory", { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [NODE_OPTION, EXPORTER, historyFile(), "1000000"]);
  const { size = 0, rows, grown } = JSON.parse(stdout) as Record<string, number>;
  expect(rows).toBe(1_000_000);
  expect(size).toBeGreaterThan(50_000_000);
  // Rendering takes some 45 MB; a copy of the file would come on top.
  expect(grown).toBeLessThan(80_000_000);
});
