/**
 * Kills the controller in the middle of a till's exchange, again and again, and looks whether anything was lost, doubled,
 * torn or left behind:
 *
 *     npm run campaign -- [trials] [seed] [--parallel 2] [--skip 100] [--mutant NAME] [--trial "auto catalog late step:14"]
 *
 * Without `trials`: every single kill once. The same seed gives the same trials in the same order. Ends with 1 when
 * something was found, and says how to run each trial again.
 */
import { parseArgs } from "node:util";
import { plan, singles } from "../test/campaign/plan.ts";
import { compiledSources, fillCache, measureExtents, removeCompiled, settledSite } from "../test/campaign/site-runs.ts";
import type { TillSite } from "../test/campaign/till-site.ts";
import { CLAIMS, parseTrial, runTrial, type Trial, trialText } from "../test/campaign/trial.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parallel: { type: "string", default: "2" },
    skip: { type: "string", default: "0" },
    mutant: { type: "string" },
    trial: { type: "string", multiple: true },
  },
});
const seed = Number(positionals[1] ?? 1);
const startedAt = performance.now();
const cache = compiledSources();
const options = { cache, mutant: values.mutant };

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

let done = 0;
let kills = 0;
let found = 0;
try {
  await fillCache({ claim: "auto", cache });
  const trials = await chosen();
  console.log(`${trials.length} trials, seed ${seed}`);
  await Promise.all(
    Array.from({ length: Math.max(2, Number(values.parallel)) }, (_, worker) => {
      const claim = CLAIMS[worker % 2];
      const mine = trials.filter((trial) => trial.claim === claim);
      const step = Math.ceil(Number(values.parallel) / 2);
      return work(mine.filter((_trial, index) => index % step === Math.floor(worker / 2)));
    }),
  );
} finally {
  removeCompiled(cache);
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${done} trials, ${kills} kills, ${found} with a finding, ${seconds.toFixed(0)} s`);
process.exitCode = found === 0 ? 0 : 1;

async function chosen(): Promise<Trial[]> {
  if (values.trial !== undefined) return values.trial.map(parseTrial);
  const site = await settledSite({ claim: "auto", cache });
  const extents = await measureExtents(site);
  await site.stop();
  const count = Number(positionals[0] ?? singles(extents).length * CLAIMS.length);
  const trials = plan(extents, seed);
  return Array.from({ length: count }, () => trials.next().value).slice(Number(values.skip));
}

/** One after the other on one site; after a finding on a new one. */
async function work(trials: readonly Trial[]): Promise<void> {
  let site: TillSite | undefined;
  for (const trial of trials) {
    site ??= await settledSite({ ...options, claim: trial.claim });
    const { violations, struck } = await runTrial(site, trial);
    done += 1;
    kills += struck;
    if (done % 100 === 0) console.log(`${done} trials, ${kills} kills, ${found} with a finding`);
    if (violations.length === 0) continue;
    found += 1;
    tell(trial, violations);
    await site.stop();
    site = undefined;
  }
  await site?.stop();
}

function tell(trial: Trial, violations: readonly string[]): void {
  const mutant = values.mutant === undefined ? "" : ` --mutant ${values.mutant}`;
  console.log(
    `FOUND ${violations.join("\n      ")}\n      again: npm run campaign -- --trial "${trialText(trial)}"${mutant}`,
  );
}
