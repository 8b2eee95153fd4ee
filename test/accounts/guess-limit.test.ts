import { beforeEach, describe, expect, test } from "vitest";
import { GuessLimit } from "../../src/accounts/guess-limit.ts";
import { type ManualClock, manualClock } from "../support/manual-clock.ts";

const MINUTE = 60_000;

let clock: ManualClock;
let limit: GuessLimit;
beforeEach(() => {
  clock = manualClock();
  limit = new GuessLimit(clock);
});

/** How many of the guesses, one each 10 ms for a minute, are allowed. */
function inOneMinute(guess: (index: number) => [account: string, from: string]): number {
  let allowed = 0;
  for (let index = 0; index < MINUTE / 10; index++) {
    if (limit.take(...guess(index))) allowed += 1;
    clock.advance(10);
  }
  return allowed;
}

describe("guesses are held back", () => {
  test("of one account from one address: five, then each waits twice as long", () => {
    expect(Array.from({ length: 6 }, () => limit.take("admin", "a"))).toEqual([true, true, true, true, true, false]);
    for (const wait of [1, 2, 4]) {
      clock.advance(wait * 1_000 - 1);
      expect(limit.allows("admin", "a")).toBe(false);
      clock.advance(1);
      expect(limit.take("admin", "a")).toBe(true);
    }
  });

  test("of one account from one address, for a minute at the longest, and never for ever", () => {
    for (let day = 0; day < 3; day++) {
      for (let hour = 0; hour < 24; hour++) inOneMinute(() => ["admin", "a"]);
      clock.advance(MINUTE);
      expect(limit.allows("admin", "a")).toBe(true);
    }
  });

  test("of many accounts from one address", () => {
    expect(inOneMinute((index) => [`user${index}`, "a"])).toBeLessThanOrEqual(14);
  });

  test("from many addresses", () => {
    expect(inOneMinute((index) => ["admin", `address${index}`])).toBeLessThanOrEqual(27);
  });

  test("for the one who guesses only, while there is a single one", () => {
    expect(inOneMinute((index) => [`user${index}`, "a"])).toBeGreaterThan(0);
    expect(limit.allows("admin", "b")).toBe(true);
  });
});

describe("who logged in before", () => {
  beforeEach(() => {
    limit.take("admin", "home");
    limit.succeeded("admin", "home");
  });

  test("is let in while everybody else is held back", () => {
    inOneMinute((index) => ["admin", `address${index}`]);
    expect(limit.allows("admin", "elsewhere")).toBe(false);
    expect(limit.take("admin", "home")).toBe(true);
  });

  test("has as few guesses as others", () => {
    expect(inOneMinute(() => ["admin", "home"])).toBeLessThanOrEqual(11);
  });
});

test("a right password costs nothing", () => {
  for (let index = 0; index < 1_000; index++) {
    expect(limit.take(`user${index}`, "proxy")).toBe(true);
    limit.succeeded(`user${index}`, "proxy");
  }
});

test("a right password after wrong ones starts anew", () => {
  for (let index = 0; index < 4; index++) limit.take("admin", "a");
  limit.take("admin", "a");
  limit.succeeded("admin", "a");
  expect(Array.from({ length: 5 }, () => limit.take("admin", "a"))).not.toContain(false);
});

test("failures are forgotten after a quarter of an hour", () => {
  for (let index = 0; index < 5; index++) limit.take("admin", "a");
  clock.advance(15 * MINUTE + 1);
  expect(Array.from({ length: 5 }, () => limit.take("admin", "a"))).not.toContain(false);
});
