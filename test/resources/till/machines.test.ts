import { describe, expect, test } from "vitest";
import { type GivingFact, type GivingState, nextGiving } from "../../../src/resources/till/giving-machine.ts";
import {
  arrivesWith,
  nextTaking,
  type TakingFact,
  type TakingState,
} from "../../../src/resources/till/taking-machine.ts";

/** What follows each state at each fact; what is not there changes nothing. `claimed/unclaimed`, `with/without a flag`. */
const TAKING: Record<TakingState, Partial<Record<TakingFact, string>>> = {
  claiming: { claimed: "fetching", notClaimable: "fetching", gone: "over" },
  fetching: { fetched: "fetched", known: "deleting", changed: "fetching/over", gone: "over" },
  fetched: { free: "publishing", damaged: "fetching" },
  publishing: { published: "flagging|deleting" },
  flagging: { flagged: "deleting" },
  deleting: { deleted: "over", replaced: "over" },
};

const TAKING_FACTS: readonly TakingFact[] = [
  "claimed",
  "notClaimable",
  "gone",
  "fetched",
  "changed",
  "known",
  "damaged",
  "localPending",
  "free",
  "published",
  "flagged",
  "deleted",
  "replaced",
];

const GIVING: Record<GivingState, Partial<Record<GivingFact, string>>> = {
  claiming: { changed: "over", copied: "claimed" },
  claimed: { uploaded: "uploaded", free: "sending" },
  sending: { committed: "marking|removing" },
  uploaded: { free: "committing", notRenamed: "claimed" },
  committing: { committed: "marking|removing", notRenamed: "claimed" },
  marking: { marked: "removing" },
  removing: { removed: "over" },
};

const GIVING_FACTS: readonly GivingFact[] = [
  "changed",
  "copied",
  "uploaded",
  "occupied",
  "free",
  "notRenamed",
  "committed",
  "marked",
  "removed",
];

describe.each(Object.keys(TAKING) as TakingState[])("a file that is taken, in state %s", (state) => {
  test.each(TAKING_FACTS)("at %s", (fact) => {
    for (const claimed of [true, false]) {
      for (const flag of [true, false]) {
        const [whenClaimed, otherwise = whenClaimed] = (TAKING[state][fact] ?? state).split("/");
        const [withFlag, without = withFlag] = String(claimed ? whenClaimed : otherwise).split("|");
        expect(nextTaking(state, fact, { claimed, flag })).toBe(flag ? withFlag : without);
      }
    }
  });
});

describe.each(Object.keys(GIVING) as GivingState[])("a report that is given, in state %s", (state) => {
  test.each(GIVING_FACTS)("at %s", (fact) => {
    for (const marker of [true, false]) {
      const [withMarker, without = withMarker] = (GIVING[state][fact] ?? state).split("|");
      expect(nextGiving(state, fact, { marker })).toBe(marker ? withMarker : without);
    }
  });
});

test("a file has arrived with its flag, or where it has none, when it is published", () => {
  const at = (flag: boolean) => TAKING_FACTS.filter((fact) => arrivesWith(fact, { claimed: true, flag }));
  expect([at(true), at(false)]).toEqual([["flagged"], ["published"]]);
});

test("nothing is deleted on the server before it is published, whatever the hands say", () => {
  const published = new Set<TakingState>(["flagging", "deleting"]);
  for (const state of ["claiming", "fetching", "fetched"] as const) {
    for (const fact of TAKING_FACTS.filter((one) => one !== "known")) {
      expect(published.has(nextTaking(state, fact, { claimed: true, flag: true }) as TakingState)).toBe(false);
    }
  }
});
