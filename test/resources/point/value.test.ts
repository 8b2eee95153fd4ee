import { describe, expect, test } from "vitest";
import { LIMIT, limitOf } from "../../../src/resources/point/limit.ts";
import { MODE, shownOf, sourceValue } from "../../../src/resources/point/value.ts";

const { automatic, manual } = MODE;
const limits = { low: 10, high: 20 };
const signal = { shape: "square", period: 60, low: 0, high: 100, noise: 0, step: 1 } as const;

test.each([
  [automatic, 15, 99, { Value: 15, Forced: false, Limit: LIMIT.within }],
  [automatic, 25, 15, { Value: 25, Forced: false, Limit: LIMIT.high }],
  [manual, 25, 15, { Value: 15, Forced: true, Limit: LIMIT.within }],
  [manual, 15, 5, { Value: 5, Forced: true, Limit: LIMIT.low }],
  [automatic, true, false, { Value: true, Forced: false }],
  [manual, true, false, { Value: false, Forced: true }],
  [manual, "closed", "open", { Value: "open", Forced: true }],
])("in mode %s, %s of the source and %s by hand show %j", (mode, automatic, manual, shown) => {
  expect(shownOf({ mode, automatic, manual }, { limits })).toEqual(shown);
});

test.each([
  [limits, 9.9, LIMIT.low],
  [limits, 10, LIMIT.within],
  [limits, 20, LIMIT.within],
  [limits, 20.1, LIMIT.high],
  [{ low: 10 }, 1e9, LIMIT.within],
  [{ low: 10 }, -1e9, LIMIT.low],
  [{ high: 20 }, 1e9, LIMIT.high],
  [{ high: 20 }, -1e9, LIMIT.within],
  [{}, 1e9, LIMIT.within],
])("with the limits %j, %d is %i", (limits, value, limit) => {
  expect(limitOf(value, limits)).toBe(limit);
});

describe("the source of a point", () => {
  const time = Date.UTC(2026, 10, 23);

  test.each([
    ["what was written", { type: "analog" }, 7, 0, 7],
    ["its constant, whatever was written", { type: "analog", constant: 3 }, 7, 0, 3],
    ["a text constant", { type: "text", constant: "Chaufferie" }, "", 0, "Chaufferie"],
    ["false as a constant", { type: "digital", constant: false }, true, 0, false],
    ["its signal, high in the first half of its period", { type: "analog", signal }, 7, 10_000, 100],
    ["its signal, low in the second half", { type: "analog", signal }, 7, 40_000, 0],
    ["on while a digital signal is above its middle", { type: "digital", signal }, false, 10_000, true],
    ["off while it is below", { type: "digital", signal }, true, 40_000, false],
  ] as const)("says %s", (_, point, written, later, value) => {
    expect(sourceValue({ id: "R00010", ...point }, written, time + later)).toBe(value);
  });
});
