import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { journalFile, openedJournal } from "./opened-journal.ts";

const WRITER = fileURLToPath(new URL("killed-writer.ts", import.meta.url));

test("whatever was reported as durable is there after SIGKILL, and what had not ended is under way", async () => {
  const file = journalFile();
  for (const lines of [3, 60, 151]) {
    const reports = await killAfter(file, lines);
    const { journal } = openedJournal({ file });
    expect(journal.setAside).toBeUndefined();
    const transfers = new Map(journal.transfers({ limit: 200 }).map((transfer) => [transfer.command.id, transfer]));
    const events = new Set(journal.events({ limit: 1000 }).map(({ parameters }) => parameters.command));
    const unfinished = new Set(journal.takeUnfinished().map(({ id }) => id));
    for (const [what, id = 0, detail = 0] of reports) {
      const transfer = transfers.get(id);
      if (what === "accepted") expect(transfer).toBeDefined();
      if (what === "planned") expect(transfer?.files).toHaveLength(detail);
      if (what === "file") expect(transfer?.files[detail]?.result).toBeDefined();
      if (what === "concluded") expect(transfer?.result).toBeDefined();
      expect(unfinished.has(id)).toBe(transfer?.result === undefined);
      expect(events.has(id)).toBe(transfer?.result !== undefined);
    }
    journal.close();
  }
});

/** Lets a writer print so many lines and kills it in the midst of its work; answers all it printed. */
async function killAfter(file: string, lines: number): Promise<[what: string, ...ids: number[]][]> {
  const writer = spawn(process.execPath, [WRITER, file], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(writer, "exit");
  const reports: [string, ...number[]][] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    const [what = "", ...ids] = line.split(" ");
    reports.push([what, ...ids.map(Number)]);
    if (reports.length === lines) writer.kill("SIGKILL");
  }
  await exited;
  expect(reports.length).toBeGreaterThanOrEqual(lines);
  return reports;
}
