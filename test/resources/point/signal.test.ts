import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signal } from "../../../src/resources/point/schema.ts";
import { signalAt } from "../../../src/resources/point/signal.ts";

const signal: Signal = { shape: "sine", period: 60, low: 10, high: 20, noise: 0, step: 1 };
/** A full minute: the shapes begin their period. */
const START = Date.UTC(2026, 10, 23, 12);

test.each([
  ["sine", 0, 15],
  ["sine", 15, 20],
  ["sine", 30, 15],
  ["sine", 45, 10],
  ["sine", 75, 20],
  ["ramp", 0, 10],
  ["ramp", 15, 12.5],
  ["ramp", 54, 19],
  ["ramp", 60, 10],
  ["square", 0, 20],
  ["square", 29.9, 20],
  ["square", 30, 10],
  ["square", 59.9, 10],
  ["square", 60, 20],
] as const)("a %s is after %d s at %d", (shape, seconds, level) => {
  expect(signalAt({ ...signal, shape }, START + seconds * 1000, 1)).toBe(level);
});

test("a ramp falls when its low end is above its high end", () => {
  const ramp: Signal = { ...signal, shape: "ramp", low: 20, high: 10 };
  expect([0, 30].map((second) => signalAt(ramp, START + second * 1000, 1))).toEqual([20, 15]);
});

describe("a random walk", () => {
  const walk: Signal = { ...signal, shape: "random-walk" };
  const series = (seed: number, from = START) =>
    Array.from({ length: 600 }, (_, second) => signalAt(walk, from + second * 1000, seed));

  test("is the same each time for the same seed, and another for another", () => {
    expect(series(1)).toEqual(series(1));
    expect(series(1)).not.toEqual(series(2));
  });

  test("goes small steps a long way", () => {
    const levels = series(7);
    const steps = levels.slice(1).map((level, index) => Math.abs(level - (levels[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(4);
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(3);
    expect(new Set(levels).size).toBeGreaterThan(300);
  });
});

test("noise stays within its half width, on both sides", () => {
  const noisy: Signal = { ...signal, shape: "square", low: 15, high: 15, noise: 2 };
  const levels = Array.from({ length: 500 }, (_, second) => signalAt(noisy, START + second * 1000, 3));
  expect(Math.min(...levels)).toBeGreaterThanOrEqual(13);
  expect(Math.max(...levels)).toBeLessThanOrEqual(17);
  expect(Math.min(...levels)).toBeLessThan(13.2);
  expect(Math.max(...levels)).toBeGreaterThan(16.8);
});

test("any signal is a number between its ends, whatever the time", () => {
  const shapes = fc.constantFrom("sine", "ramp", "square", "random-walk");
  const end = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
  const period = fc.double({ min: 1, max: 31_536_000, noNaN: true });
  fc.assert(
    fc.property(shapes, end, end, period, time, fc.nat(99_999), (shape, low, high, period, time, seed) => {
      const level = signalAt({ shape, low, high, period, noise: 0, step: 1 }, time, seed);
      const digit = Math.abs(high - low) / 1000;
      expect(level).toBeGreaterThanOrEqual(Math.min(low, high) - digit - 1e-9);
      expect(level).toBeLessThanOrEqual(Math.max(low, high) + digit + 1e-9);
    }),
  );
});
