import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "../../src/vars/definition.ts";
import { historyFile, KEEP_ALL, openedHistory, samplesOf } from "./opened-history.ts";

test("samples come back in order, numbered from 1, each with its value and type", () => {
  const { history } = openedHistory();
  const log = history.trace("R00010.F0001", KEEP_ALL);
  const values: Value[] = [true, false, 0, 1, -0.1, 1e300, 12, "", "été", "1"];
  for (const [index, value] of values.entries()) log.append(1_790_000_000_000 + index, value);
  log.flush();
  expect(samplesOf(log)).toEqual(
    values.map((value, index) => ({ seq: index + 1, time: 1_790_000_000_000 + index, value })),
  );
  expect(log.range()).toEqual({ first: 1, last: values.length });
});

test("a trace without samples is empty", () => {
  const log = openedHistory().history.trace("R00010.F0001", KEEP_ALL);
  expect(log.range()).toEqual({ first: 0, last: 0 });
  expect(samplesOf(log)).toEqual([]);
});

test("what is not durable was never there, and a second makes it durable", () => {
  const { history, clock } = openedHistory();
  const log = history.trace("R00010.F0001", KEEP_ALL);
  log.append(clock.now(), 1);
  expect(log.range()).toEqual({ first: 0, last: 0 });
  expect(samplesOf(log)).toEqual([]);
  clock.advance(1000);
  expect(log.range()).toEqual({ first: 1, last: 1 });
});

test("traces are numbered apart, and read by any part, in pages", () => {
  const { history } = openedHistory();
  const logs = ["a", "b"].map((key) => history.trace(key, KEEP_ALL));
  for (let i = 1; i <= 3000; i += 1) for (const log of logs) log.append(i, i);
  logs[0]?.flush();
  for (const log of logs) {
    const pages = [...log.read(700, 2400)];
    expect(pages.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 1701 }, (_, i) => 700 + i));
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(1000);
    expect(samplesOf(log, 2999, 9999).map(({ value }) => value)).toEqual([2999, 3000]);
  }
});

test("a trace taken twice is one, and keeps by the newest rule", () => {
  const { history, clock } = openedHistory();
  const first = history.trace("a", KEEP_ALL);
  const second = history.trace("a", { ...KEEP_ALL, samples: 1 });
  first.append(clock.now(), 1);
  second.append(clock.now(), 2);
  first.flush();
  history.prune();
  expect(samplesOf(first).map(({ seq }) => seq)).toEqual([2]);
});

test("what is no number is refused, and harms nothing else", () => {
  const { history } = openedHistory();
  const log = history.trace("a", KEEP_ALL);
  expect(() => log.append(0, Number.NaN)).toThrow(RangeError);
  log.append(0, 1);
  log.flush();
  expect(log.range().last).toBe(1);
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("append" as const), trace: fc.nat(2), count: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("flush" as const), trace: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 3e8 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("prune" as const, "reopen" as const) }) },
);

test("no durable sample within the rule is lost and no number comes twice, whatever happens to the history", () => {
  const file = historyFile();
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (steps, samples) => {
      run += 1;
      let { history, clock } = openedHistory({ file: `${file}-${run}` });
      const rule = { days: 5, samples };
      const open = () => [0, 1, 2].map((trace) => history.trace(`R0001${trace}.F0001`, rule));
      let logs = open();
      /** What each trace took, by its number less one. */
      const taken: [number[], number[], number[]] = [[], [], []];
      for (const one of steps) {
        if (one.do === "append") {
          for (let i = 0; i < one.count; i += 1) {
            clock.advance(7);
            logs[one.trace]?.append(clock.now(), taken[one.trace]?.length ?? 0);
            taken[one.trace]?.push(clock.now());
          }
        } else if (one.do === "flush") logs[one.trace]?.flush();
        else if (one.do === "advance") clock.advance(one.ms);
        else if (one.do === "prune") {
          history.prune();
          clock.advance(1000);
        } else {
          history.close();
          ({ history, clock } = openedHistory({ file: `${file}-${run}`, start: clock.now() }));
          logs = open();
        }
        check();
      }
      for (const log of logs) log.flush();
      check(true);
      history.close();

      function check(isFlushed = false) {
        for (const [index, log] of logs.entries()) {
          const times = taken[index] ?? [];
          const { first, last } = log.range();
          const read = samplesOf(log);
          expect(read.map(({ seq }) => seq)).toEqual(
            Array.from({ length: first === 0 ? 0 : last - first + 1 }, (_, i) => first + i),
          );
          for (const sample of read) {
            expect(sample).toEqual({ seq: sample.seq, time: times[sample.seq - 1], value: sample.seq - 1 });
          }
          const newest = times.slice(-samples).filter((time) => time >= clock.now() - 5 * 86_400_000).length;
          if (isFlushed) expect(read.length).toBeGreaterThanOrEqual(newest);
        }
      }
    }),
    { numRuns: 60 },
  );
});
