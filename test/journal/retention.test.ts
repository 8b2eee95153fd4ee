import { statSync } from "node:fs";
import { expect, test } from "vitest";
import type { ManualClock } from "../support/manual-clock.ts";
import { journalFile, openedJournal } from "./opened-journal.ts";
import { commandResult, event, fileResult, plannedFiles, SEND } from "./samples.ts";

const DAY_MS = 86_400_000;

test("events and commands older than the age go, acknowledged or not; commands under way stay", () => {
  const { journal, clock } = openedJournal({ retention: { days: 10, maxBytes: 1e9 } });
  journal.acknowledge(journal.append(event()).id, "anne");
  journal.append(event());
  journal.conclude(journal.accept(SEND).id, commandResult(), undefined);
  const running = journal.accept(SEND);
  clock.advance(9 * DAY_MS);
  const recent = journal.append(event());
  const ended = journal.accept(SEND);
  journal.conclude(ended.id, commandResult(), undefined);
  clock.advance(2 * DAY_MS);
  const last = journal.append(event());
  pruneAll(journal, clock);
  expect(journal.events({})).toEqual([last, recent]);
  expect(journal.transfers({}).map(({ command }) => command.id)).toEqual([ended.id, running.id]);
});

test("over the size, ended commands with their files and acknowledged events go, the oldest first, and the file shrinks", () => {
  const maxBytes = 400_000;
  const file = journalFile();
  const { journal, clock } = openedJournal({ file, retention: { days: 365, maxBytes } });
  const running = journal.accept(SEND);
  const pending = journal.append(event());
  const padding = "x".repeat(500);
  for (let i = 0; i < 20; i += 1) {
    clock.advance(1000);
    const { id } = journal.accept(SEND);
    journal.plan(id, plannedFiles(1000));
    journal.fileEnded(id, fileResult(0));
    journal.conclude(id, commandResult(), undefined);
    for (let j = 0; j < 20; j += 1) journal.acknowledge(journal.append(event({ parameters: { padding } })).id, "anne");
  }
  pruneAll(journal, clock);

  const commands = journal.transfers({ limit: 200, files: 0 }).map(({ command }) => command.id);
  expect(commands.at(-1)).toBe(running.id);
  expect(commands.slice(0, -1)).toEqual(Array.from({ length: commands.length - 1 }, (_, i) => 21 - i));
  expect(commands.length).toBeGreaterThan(2);
  expect(commands.length).toBeLessThan(20);
  const events = journal.events({ limit: 1000 });
  expect(events.at(-1)).toEqual(pending);
  // Both kinds were forgotten up to the same moment.
  const oldestCommand = journal.transfers({ limit: 200, files: 0 }).at(-2)?.command.acceptedAt ?? 0;
  expect(Math.abs((events.at(-2)?.time ?? 0) - oldestCommand)).toBeLessThanOrEqual(1000);
  journal.close();
  expect(statSync(file).size).toBeLessThanOrEqual(maxBytes);
});

test("unacknowledged events within the age stay, however large they are", () => {
  const { journal, clock } = openedJournal({ retention: { days: 10, maxBytes: 1000 } });
  for (let i = 0; i < 50; i += 1) journal.append(event({ parameters: { subject: "x".repeat(1000) } }));
  pruneAll(journal, clock);
  expect(journal.events({ limit: 1000 })).toHaveLength(50);
});

test("a large backlog goes in several short steps, and closing in between stops them", () => {
  const { journal, clock } = openedJournal({ retention: { days: 1, maxBytes: 1e9 } });
  const { id } = journal.accept(SEND);
  journal.plan(id, plannedFiles(5000));
  journal.conclude(id, commandResult(), undefined);
  clock.advance(3 * DAY_MS);
  journal.append(event());
  journal.prune();
  const left = journal.transfers({ files: 10_000 })[0]?.files.length ?? 0;
  expect(left).toBeGreaterThan(3000);
  expect(left).toBeLessThan(5000);
  clock.advance(100);
  expect(journal.transfers({})).toEqual([]);
  journal.append(event());
  journal.prune();
  journal.close();
  clock.advance(1000);
});

test("a clock that jumps a year ahead does not by itself empty the journal", () => {
  const { journal, clock } = openedJournal({ retention: { days: 10, maxBytes: 1e9 } });
  journal.append(event());
  clock.advance(365 * DAY_MS);
  pruneAll(journal, clock);
  expect(journal.events({})).toHaveLength(1);
});

test("events dated 1970 by a clock that was not set yet stay as long as those before them", () => {
  const file = journalFile();
  const first = openedJournal({ file, retention: { days: 10, maxBytes: 1e9 } });
  first.journal.append(event());
  first.journal.close();
  const unset = openedJournal({ file, retention: { days: 10, maxBytes: 1e9 }, start: 0 });
  unset.journal.append(event());
  unset.journal.close();
  const { journal, clock } = openedJournal({ file, retention: { days: 10, maxBytes: 1e9 } });
  journal.append(event());
  pruneAll(journal, clock);
  expect(journal.events({})).toHaveLength(3);
});

function pruneAll(journal: { prune(): void }, clock: ManualClock): void {
  journal.prune();
  clock.advance(1000);
}
