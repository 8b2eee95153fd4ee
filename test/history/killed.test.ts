import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { historyFile, openedHistory, samplesOf } from "./opened-history.ts";

const SAMPLER = fileURLToPath(new URL("killed-sampler.ts", import.meta.url));

test("whatever was flushed is there after SIGKILL, numbered without a gap, and the numbers go on", async () => {
  const file = historyFile();
  let before: readonly number[] = [0, 0, 0];
  for (const lines of [2, 25, 70]) {
    const reports = await killAfter(file, lines);
    const { history, clock } = openedHistory({ file, timeZone: "UTC", start: Date.now() });
    expect(history.setAside).toBeUndefined();
    const last = reports.at(-1) ?? [];
    expect(reports[0]?.every((value, index) => value > (before[index] ?? 0))).toBe(true);
    for (const [index, key] of ["R00010.F0001", "R00011.F0001"].entries()) {
      const log = history.trace(key, { days: 1000, samples: 200 });
      const range = log.range();
      expect(range.last).toBeGreaterThanOrEqual(last[index] ?? Infinity);
      expect(samplesOf(log).map(({ seq }) => seq)).toEqual(
        Array.from({ length: range.last - range.first + 1 }, (_, i) => range.first + i),
      );
      expect(range.last - range.first).toBeGreaterThanOrEqual(Math.min(199, (last[index] ?? 0) - 1));
    }
    const rows = [...history.balance("R00010").rows("hour", 0, clock.now())];
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(last[2] ?? Infinity);
    history.close();
    before = last;
  }
});

/** Lets a sampler print so many lines and kills it in the midst of its work; answers all it printed. */
async function killAfter(file: string, lines: number): Promise<number[][]> {
  const sampler = spawn(process.execPath, [SAMPLER, file], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(sampler, "exit");
  const reports: number[][] = [];
  for await (const line of createInterface({ input: sampler.stdout })) {
    reports.push(line.split(" ").map(Number));
    if (reports.length === lines) sampler.kill("SIGKILL");
  }
  await exited;
  expect(reports.length).toBeGreaterThanOrEqual(lines);
  return reports;
}
