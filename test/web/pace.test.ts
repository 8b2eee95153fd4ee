import { expect, it } from "vitest";
import { Pace } from "../../web/pages/resource/pace.ts";

it("the speed is that of the last seconds, falls while nothing moves, and begins anew with another command", () => {
  const pace = new Pace();
  expect(pace.bytesPerSecond(0)).toBeUndefined();
  for (let second = 0; second <= 10; second += 1) pace.note(second * 1000, second * 500);
  expect(pace.bytesPerSecond(10_000)).toBe(500);
  expect(pace.bytesPerSecond(20_000)).toBeLessThan(100);
  pace.note(21_000, 0);
  expect(pace.bytesPerSecond(21_000)).toBeUndefined();
});
