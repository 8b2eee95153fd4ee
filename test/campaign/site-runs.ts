import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Extent, Extents } from "./plan.ts";
import { type SiteOptions, TillSite } from "./till-site.ts";
import { runTrial, SCENARIOS, type Scenario, type Trial } from "./trial.ts";

/** Without a kill. */
const QUIETLY = { claim: "auto", works: "always", kills: [] } as const;

/** Sources compiled once, for all lives. Removed by the caller. */
export function compiledSources(): string {
  return mkdtempSync(join(tmpdir(), "relais-compiled-"));
}

export function removeCompiled(cache: string): void {
  rmSync(cache, { recursive: true, force: true });
}

/** A site that has been through one whole exchange of everything. */
export async function settledSite(options: SiteOptions): Promise<TillSite> {
  const site = await TillSite.start(options);
  const { violations } = await runTrial(site, { ...QUIETLY, scenario: "all" });
  if (violations.length === 0) return site;
  await site.stop();
  throw new Error(`without any kill: ${violations.join("\n")}`);
}

/** Has the first life end by itself, so that what it compiled is kept. */
export async function fillCache(options: SiteOptions): Promise<void> {
  const site = await settledSite(options);
  site.life.kill("SIGTERM");
  await site.life.ended;
  await site.stop();
}

/** Counts the points of every scenario, by running each without a kill. */
export async function measureExtents(site: TillSite): Promise<Extents> {
  const extents: Partial<Record<Scenario, Extent>> = {};
  for (const scenario of SCENARIOS) {
    const first = await counted(site, { ...QUIETLY, scenario });
    // A life that goes on with everything that one can leave: its start, and then the same steps.
    const start = await stepsOfStart(site);
    extents[scenario] = { first, further: { ...first, step: start + first.step } };
  }
  return extents as Extents;
}

async function counted(site: TillSite, trial: Trial): Promise<Extent["first"]> {
  const [steps, lines] = [await site.life.steps(), site.lines];
  const { violations } = await runTrial(site, trial);
  if (violations.length > 0) throw new Error(`without any kill: ${violations.join("\n")}`);
  return { step: (await site.life.steps()) - steps, line: site.lines - lines, data: 3 };
}

async function stepsOfStart(site: TillSite): Promise<number> {
  site.life.kill();
  await site.life.ended;
  await runTrial(site, { ...QUIETLY, scenario: "catalog" });
  return site.life.steps();
}
