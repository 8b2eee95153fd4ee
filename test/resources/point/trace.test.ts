import { expect, test } from "vitest";
import type { Sample } from "../../../src/history/history.ts";
import { Trace } from "../../../src/resources/point/trace.ts";
import type { Value } from "../../../src/vars/definition.ts";
import { traceLog } from "../../support/memory-history.ts";

/** A full minute. */
const START = Date.UTC(2026, 10, 23, 12);
const at = (seconds: number) => START + seconds * 1000;

/** Ticks and changes at seconds after the full minute; the samples that were taken, as seconds and values. */
function sampled(
  config: { period: number; deadband: number },
  steps: readonly (readonly ["tick" | "changed", seconds: number, value: Value])[],
  before: Sample[] = [],
) {
  const samples = [...before];
  const trace = new Trace(config, traceLog(samples), at(0.5));
  for (const [step, seconds, value] of steps) trace[step](value, at(seconds));
  return samples.slice(before.length).map(({ time, value }) => [(time - START) / 1000, value]);
}

test("samples every period of the wall clock, wherever in it the process began", () => {
  const ticks = [1, 59, 60, 61, 119, 120].map((second) => ["tick", second, second] as const);
  expect(sampled({ period: 60, deadband: -1 }, ticks)).toEqual([
    [60, 60],
    [120, 120],
  ]);
});

test("a tick that comes late samples for the full period, once", () => {
  const ticks = [60.4, 60.9, 185, 186].map((second) => ["tick", second, 1] as const);
  expect(sampled({ period: 60, deadband: -1 }, ticks).map(([second]) => second)).toEqual([60, 180]);
});

test("samples stay in order when a change came between the full period and its tick", () => {
  const samples = sampled({ period: 60, deadband: 0 }, [
    ["changed", 60.2, 1],
    ["tick", 60.4, 1],
  ]);
  expect(samples).toEqual([
    [60.2, 1],
    [60.4, 1],
  ]);
});

test("goes on with the wall clock when that is set back", () => {
  const ticks = [60, 0, 60].map((second) => ["tick", second, 1] as const);
  expect(sampled({ period: 60, deadband: -1 }, ticks).map(([second]) => second)).toEqual([60, 0, 60]);
});

test.each([
  ["a number beyond the deadband, from the last sample on", 2, [10, 11, 12, 12.1, 11, 10], [10, 12.1, 10]],
  ["any other number with a deadband of 0", 0, [10, 10, 10.1, 10.1], [10, 10.1]],
  ["no change with a deadband of -1", -1, [10, 20], []],
  ["each change of a digital point", 5, [true, true, false], [true, false]],
  ["each change of a text", 0, ["open", "open", "closed"], ["open", "closed"]],
])("samples %s", (_, deadband, values, wanted) => {
  const steps = values.map((value, second) => ["changed", second + 1, value] as const);
  expect(sampled({ period: 0, deadband }, steps).map(([, value]) => value)).toEqual(wanted);
});

test("a period of 0 samples changes only", () => {
  expect(sampled({ period: 0, deadband: 0 }, [["tick", 60, 1]])).toEqual([]);
});

test("a restart is no change", () => {
  const before = [
    { seq: 1, time: at(-20), value: 4 },
    { seq: 2, time: at(-10), value: 5 },
  ];
  const samples = sampled(
    { period: 0, deadband: 0 },
    [
      ["changed", 1, 5],
      ["changed", 2, 6],
    ],
    before,
  );
  expect(samples).toEqual([[2, 6]]);
});
