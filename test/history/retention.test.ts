import { expect, test } from "vitest";
import { historyFile, KEEP_ALL, openedHistory, samplesOf } from "./opened-history.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

test("samples older than the age go, and those above the count, whichever comes first", () => {
  const { history, clock } = openedHistory();
  const byAge = history.trace("age", { days: 2, samples: 1000 });
  const byCount = history.trace("count", { days: 1000, samples: 3 });
  for (let day = 1; day <= 6; day += 1) {
    clock.advance(DAY_MS);
    for (const log of [byAge, byCount]) log.append(clock.now(), day);
  }
  byAge.flush();
  history.prune();
  expect(samplesOf(byAge).map(({ value }) => value)).toEqual([4, 5, 6]);
  expect(samplesOf(byCount).map(({ value }) => value)).toEqual([4, 5, 6]);
  expect(byCount.range()).toEqual({ first: 4, last: 6 });
});

test("a trace that lost all its samples goes on with the next number, after a restart too", () => {
  const file = historyFile();
  const before = openedHistory({ file });
  const log = before.history.trace("a", { days: 1, samples: 10 });
  for (let i = 0; i < 30; i += 1) log.append(before.clock.now(), i);
  log.flush();
  before.clock.advance(3 * DAY_MS);
  before.history.prune();
  expect(log.range()).toEqual({ first: 0, last: 0 });
  before.history.close();

  const { history, clock } = openedHistory({ file, start: before.clock.now() });
  const again = history.trace("a", { days: 1, samples: 10 });
  expect(again.range()).toEqual({ first: 0, last: 0 });
  again.append(clock.now(), "next");
  again.flush();
  expect(samplesOf(again)).toEqual([{ seq: 31, time: clock.now(), value: "next" }]);
});

test("samples that somebody still needs are kept for as long again", () => {
  let needed: number | undefined = 2;
  const { history, clock } = openedHistory({ heldFrom: (trace) => (trace === "held" ? needed : undefined) });
  const byAge = history.trace("held", { days: 2, samples: 1000 });
  const others = history.trace("others", { days: 2, samples: 1000 });
  const kept = () => {
    history.prune();
    return [byAge, others].map((log) => log.range().first);
  };
  for (let day = 1; day <= 6; day += 1) {
    for (const log of [byAge, others]) log.append(clock.now(), day);
    byAge.flush();
    clock.advance(DAY_MS);
    if (day === 4) expect(kept()).toEqual([2, 3]);
  }
  expect(kept()).toEqual([3, 5]);
  needed = undefined;
  expect(kept()).toEqual([5, 5]);
});

test("a large backlog goes in several short steps, and closing in between stops them", () => {
  const { history, clock } = openedHistory();
  const log = history.trace("a", { days: 1000, samples: 10 });
  for (let i = 0; i < 20_000; i += 1) log.append(clock.now(), i);
  log.flush();
  history.prune();
  const left = samplesOf(log).length;
  expect(left).toBeGreaterThan(10_000);
  expect(left).toBeLessThan(20_000);
  clock.advance(1000);
  expect(log.range()).toEqual({ first: 19_991, last: 20_000 });
  for (let i = 0; i < 20_000; i += 1) log.append(clock.now(), i);
  log.flush();
  history.prune();
  history.close();
  clock.advance(1000);
});

test("a trace that nobody takes any more expires all the same", () => {
  const file = historyFile();
  const before = openedHistory({ file });
  const gone = before.history.trace("gone", { days: 1, samples: 10 });
  gone.append(before.clock.now(), 1);
  before.history.close();

  const { history, clock } = openedHistory({ file, start: before.clock.now() + 2 * DAY_MS });
  const folder = history.traceFolder("gone", { preset: "rfc4180" });
  history.prune();
  clock.advance(1000);
  expect(history.trace("gone", KEEP_ALL).range()).toEqual({ first: 0, last: 0 });
  return expect(folder.list([])).resolves.toEqual([]);
});

test("balances of more traces than one step looks at go by age", () => {
  const { history, clock } = openedHistory({ balanceDays: 10 });
  const logs = Array.from({ length: 1200 }, (_, point) => history.balance(`R${point}`));
  for (const log of logs) log.count(clock.now(), 1);
  clock.advance(9 * DAY_MS);
  for (const log of logs) log.count(clock.now(), 1);
  for (const log of logs) log.flush();
  clock.advance(2 * DAY_MS);
  history.prune();
  clock.advance(1000);
  for (const log of logs) expect([...log.rows("hour", 0, clock.now())]).toHaveLength(1);
});
