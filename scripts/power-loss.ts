/**
 * Records what the controller does to its disk during an exchange, makes every state that a loss of power may leave of it,
 * starts the controller on each, and looks whether anything was lost, doubled, torn or left behind:
 *
 *     npm run power-loss -- [catalog|report|request] [--claim off] [--parallel 2] [--barriers]
 *
 * With `--barriers` it does so with each sync and each rename taken away in turn, and says which of them nothing misses.
 * Needs `strace`. Ends with 1 when a state is found that the controller does not recover from.
 */
import { parseArgs } from "node:util";
import { HASTE, hasten } from "../test/campaign/haste.ts";
import {
  type Barrier,
  barriers,
  barrierText,
  type Crash,
  crashes,
  crashText,
  type Recording,
} from "../test/campaign/power/crashes.ts";
import { record } from "../test/campaign/power/recording.ts";
import { recover } from "../test/campaign/power/recovery.ts";
import { compiledSources, fillCache, removeCompiled, settledSite } from "../test/campaign/site-runs.ts";
import { TillSite } from "../test/campaign/till-site.ts";
import type { Claim } from "../test/campaign/trial.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parallel: { type: "string", default: "2" },
    claim: { type: "string", default: "auto" },
    barriers: { type: "boolean", default: false },
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

hasten(HASTE);
const cache = compiledSources();
const options = { cache, claim: values.claim as Claim };
const scenarios = positionals.length > 0 ? positionals : ["catalog", "report", "request"];
let bad = 0;
const sites: TillSite[] = [];
try {
  await fillCache(options);
  for (let index = 0; index < Number(values.parallel); index += 1) {
    sites.push(await TillSite.start({ ...options, lifeless: true }));
  }
  for (const scenario of scenarios) await tryAll(scenario as Recording["scenario"]);
} finally {
  await Promise.all(sites.map((site) => site.stop()));
  removeCompiled(cache);
}
process.exitCode = bad === 0 ? 0 : 1;

async function tryAll(scenario: Recording["scenario"]): Promise<void> {
  const site = await settledSite(options);
  const recording = await record(site, scenario);
  await site.stop();
  const whole = crashes(recording);
  const all = barriers(recording);
  const { length } = recording.ops.filter(({ op }) => op !== "say");
  console.log(`${scenario}: ${length} operations, ${all.length} barriers, ${whole.size} states`);
  const found = await lose(recording, [...whole.values()], false);
  bad += found;
  console.log(`${scenario}: ${found} of ${whole.size} states are not recovered from`);
  if (!values.barriers) return;
  let missed = 0;
  for (const barrier of all) if (await isMissed(recording, barrier, whole)) missed += 1;
  console.log(`${scenario}: ${missed} of ${all.length} barriers are missed when they are taken away`);
}

/** Whether something goes wrong without this barrier, in a state that cannot be with it. */
async function isMissed(recording: Recording, barrier: Barrier, whole: ReadonlyMap<string, Crash>): Promise<boolean> {
  const more = [...crashes(recording, barrier)].filter(([key]) => !whole.has(key)).map(([, crash]) => crash);
  const found = more.length > 0 && (await lose(recording, more, true)) > 0;
  console.log(`${found ? "missed    " : "not missed"} ${barrierText(recording, barrier)}, ${more.length} more states`);
  return found;
}

/** Loses the power at each of these states; answers how many are bad, or 1 as soon as one is. */
async function lose(recording: Recording, states: readonly Crash[], oneIsEnough: boolean): Promise<number> {
  const left = [...states];
  let found = 0;
  await Promise.all(
    sites.map(async (site) => {
      for (let crash = left.shift(); crash !== undefined; crash = left.shift()) {
        const violations = await recover(site, recording, crash);
        if (violations.length === 0) continue;
        found += 1;
        if (oneIsEnough) left.length = 0;
        else console.log(`FOUND ${crashText(recording, crash)}: ${violations.join("; ")}`);
      }
    }),
  );
  return found;
}
