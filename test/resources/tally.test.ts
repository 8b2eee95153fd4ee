import { expect, test } from "vitest";
import type { Job } from "../../src/resources/hands.ts";
import type { Progress } from "../../src/resources/machine.ts";
import { Tally } from "../../src/resources/tally.ts";
import { manualClock } from "../support/manual-clock.ts";

test("more bytes than a file has are never shown as done", () => {
  const shown: Progress[] = [];
  const job = { before: undefined, moved: (progress: Progress) => shown.push(progress), fileEnded: () => {} };
  const file = { index: 0, path: "a.csv", size: 100, modified: 0 };
  const tally = new Tally([file], job as unknown as Job, manualClock());
  const bytes = tally.begin(file, 120);
  for (const count of [50, 50, 50, 5000]) bytes.add(count);
  expect(shown.at(-1)).toMatchObject({ bytesTotal: 120, bytesDone: 120 });
  bytes.restart();
  expect(shown.at(-1)).toMatchObject({ bytesTotal: 120, bytesDone: 0 });
  bytes.add(120);
  expect(shown.every(({ bytesDone, bytesTotal }) => bytesDone <= bytesTotal)).toBe(true);
  expect(shown.at(-1)?.bytesDone).toBe(120);
});
