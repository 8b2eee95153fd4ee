import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { plan } from "./plan.ts";
import { compiledSources, fillCache, removeCompiled, settledSite } from "./site-runs.ts";
import { parseTrial, runTrial, type Trial, trialText } from "./trial.ts";

/** As measured; a point beyond the last one does not strike. */
const POINTS = { step: 45, line: 35, data: 3 };
const EXTENT = { first: POINTS, further: { ...POINTS, step: 105 } };
const EXTENTS = { catalog: EXTENT, report: EXTENT, request: EXTENT, all: EXTENT };
const SEED = Math.floor(Date.now() / 1000);

let cache: string;
beforeAll(async () => {
  cache = compiledSources();
  await fillCache({ claim: "auto", cache });
});
afterAll(() => removeCompiled(cache));

test.each(["auto", "off"] as const)(
  "nothing is lost, doubled, torn or left behind when the controller is killed (claim %s)",
  { timeout: 240_000 },
  async (claim) => {
    const site = await settledSite({ claim, cache });
    onTestFinished(() => site.stop());
    for (const trial of chosen(claim, 4)) {
      expect(await runTrial(site, trial), `${trialText(trial)}, seed ${SEED}`).toMatchObject({ violations: [] });
    }
  },
);

/** Bugs that show only after a kill, and kills that show them. */
const FOUND = {
  "flag-without-witness": ["42", "43", "41", "44", "40"].map((step) => `auto catalog always step:${step}`),
};

test.each(Object.entries(FOUND))("the campaign finds the bug %s", { timeout: 240_000 }, async (mutant, trials) => {
  const site = await settledSite({ claim: "auto", cache, mutant });
  onTestFinished(() => site.stop());
  const found: string[] = [];
  for (const trial of trials.map(parseTrial)) {
    if (found.length === 0) found.push(...(await runTrial(site, trial)).violations);
  }
  expect(found).not.toEqual([]);
});

/** A few of each day's own: singles and pairs. */
function chosen(claim: Trial["claim"], count: number): Trial[] {
  const trials = plan(EXTENTS, SEED);
  const singles = Array.from({ length: 40 }, () => trials.next().value).filter((trial) => trial.claim === claim);
  for (let trial = trials.next().value; ; trial = trials.next().value) {
    if (trial.kills.length < 2) continue;
    const pairs = [trial, trials.next().value, trials.next().value].filter((one) => one.claim === claim);
    return [...singles.slice(0, count - 1), ...pairs.slice(0, 1)];
  }
}
