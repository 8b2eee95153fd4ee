import { expect, test } from "vitest";
import { Balance } from "../../../src/resources/point/balance.ts";
import type { Value } from "../../../src/vars/definition.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";
import { balanceLog, type Count } from "../../support/memory-history.ts";

const START = Date.UTC(2026, 10, 23, 12);

/** A balance that hears a tick every second, and what it counted, in seconds after the start. */
function setup(period: number, initial: Value, clock: ManualClock = manualClock(START)) {
  const counts: Count[] = [];
  const balance = new Balance(period, balanceLog(counts), clock, initial);
  let value = initial;
  return {
    balance,
    clock,
    counted: () =>
      counts.map((count) => count.map((part) => (Number(part) >= START ? (Number(part) - START) / 1000 : part))),
    total: () => counts.reduce((sum, count) => (count[0] === "on" ? sum + count[2] - count[1] : sum), 0),
    starts: () => counts.filter((count) => count[0] === "on" && count[3]).length,
    seconds: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1000);
        balance.tick(value, clock.now());
      }
    },
    change: (to: Value) => {
      value = to;
      balance.changed(to, clock.now());
    },
  };
}

test("counts the value at every full period", () => {
  const { seconds, change, counted } = setup(10, 3);
  seconds(12);
  change(4);
  seconds(8);
  expect(counted()).toEqual([
    ["count", 10, 3],
    ["count", 20, 4],
  ]);
});

test("a digital point counts as 0 and 1", () => {
  const { seconds, change, counted } = setup(10, false);
  seconds(10);
  change(true);
  seconds(10);
  expect(counted().filter(([kind]) => kind === "count")).toEqual([
    ["count", 10, 0],
    ["count", 20, 1],
  ]);
});

test("time on is measured by the changes, divided at each tick, and adds up", () => {
  const { clock, seconds, change, counted, total, starts } = setup(3600, false);
  clock.advance(250);
  change(true);
  clock.advance(750);
  seconds(1);
  clock.advance(500);
  change(false);
  seconds(5);
  expect(counted()).toEqual([
    ["on", 0.25, 0.25, true],
    ["on", 0.25, 2, false],
    ["on", 2, 2.5, false],
  ]);
  expect([total(), starts()]).toEqual([2250, 1]);
});

test("a point that is on already at power-up was not started", () => {
  const { seconds, total, starts } = setup(3600, true);
  seconds(4);
  expect([total(), starts()]).toEqual([4000, 0]);
});

test("a change that is none is no start", () => {
  const { clock, change, starts } = setup(3600, false);
  change(true);
  clock.advance(10);
  change(true);
  expect(starts()).toBe(1);
});

test("what is left is counted at the end", () => {
  const { balance, clock, total } = setup(3600, true);
  clock.advance(400);
  balance.close();
  balance.close();
  expect(total()).toBe(400);
});

test.each([3_600_000, -3_600_000])("a wall clock that is set by %i ms adds no time on", (jump) => {
  const steady = manualClock(START);
  let offset = 0;
  const { seconds, total, counted } = setup(3600, true, { ...steady, now: () => steady.now() + offset });
  seconds(2);
  offset = jump;
  seconds(2);
  expect(total()).toBe(4000);
  expect(counted().filter(([kind]) => kind === "on")).toHaveLength(4);
});

test("milliseconds do not get lost between ticks", () => {
  const steady = manualClock(START);
  let fractions = 0;
  const clock = { ...steady, monotonic: () => steady.monotonic() + fractions };
  const { seconds, total } = setup(3600, true, clock);
  for (let second = 0; second < 100; second += 1) {
    fractions += 0.4;
    seconds(1);
  }
  expect(total()).toBe(100_040);
});
