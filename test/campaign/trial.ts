import type { TillSite } from "./till-site.ts";

/** What travels while the controller is killed. */
export const SCENARIOS = ["catalog", "report", "request", "all"] as const;
export type Scenario = (typeof SCENARIOS)[number];

export const CLAIMS = ["auto", "off"] as const;
export type Claim = (typeof CLAIMS)[number];

/** When till and back office work: always, only while the controller is dead and after its last start, or only after that. */
export const WORKS = ["always", "between", "late"] as const;
export type Works = (typeof WORKS)[number];

/** Where the controller is killed: at its n-th durable step, at the n-th line of a dialogue, in the middle of a transfer. */
export interface Kill {
  readonly at: "step" | "line" | "data";
  readonly nth: number;
}

export interface Trial {
  /** What is taken is renamed on the server first, or not. */
  readonly claim: Claim;
  readonly scenario: Scenario;
  readonly works: Works;
  /** The first counts from the moment that the files appear, each further one from the start of the process. */
  readonly kills: readonly Kill[];
}

export interface TrialEnd {
  readonly violations: readonly string[];
  /** How many of the kills struck. */
  readonly struck: number;
}

/** Every transfer is cut after so many bytes, times the number of the kill. */
const DATA_BYTES = 20_000;
/** Nothing takes so long, however busy the machine. */
const PATIENCE_MS = 90_000;
/** A kill that has not struck so long after all is quiet strikes no more. */
const STILL_MS = 150;

/** Runs one trial on a site that is quiet, and leaves it quiet. */
export async function runTrial(site: TillSite, trial: Trial): Promise<TrialEnd> {
  const [first, ...further] = trial.kills;
  let struck = 0;
  work(site, trial.works === "always");
  if (first !== undefined) await arm(site, first);
  begin(site, trial.scenario);
  if (first !== undefined && (await death(site, trial.works))) struck += 1;
  for (const kill of further) {
    if (!site.life.isOver) break;
    work(site, trial.works === "between");
    site.revive({ killAt: kill.at === "step" ? kill.nth : 0 });
    if (kill.at !== "step") await arm(site, kill);
    work(site, trial.works === "always");
    if (await death(site, trial.works)) struck += 1;
  }
  await disarm(site);
  work(site, trial.works !== "late");
  if (site.life.isOver) site.revive();
  await until(() => site.life.isReady || site.life.isOver);
  work(site, true);
  const quiet = await until(() => site.isQuiet || site.life.isOver);
  const violations = site.drain();
  if (!quiet || site.life.isOver)
    violations.push(`never quiet: ${site.standing}`, site.life.output, await site.outputs());
  if (site.life.ailment !== undefined) violations.push(site.life.ailment);
  return { violations, struck };
}

/** `auto catalog late step:14 line:3` */
export function trialText({ claim, scenario, works, kills }: Trial): string {
  return [claim, scenario, works, ...kills.map(({ at, nth }) => `${at}:${nth}`)].join(" ");
}

export function parseTrial(text: string): Trial {
  const [claim, scenario, works, ...kills] = text.split(" ");
  return {
    claim: claim as Claim,
    scenario: scenario as Scenario,
    works: works as Works,
    kills: kills.map((kill) => {
      const [at, nth] = kill.split(":");
      return { at: at as Kill["at"], nth: Number(nth) };
    }),
  };
}

function work(site: TillSite, works: boolean): void {
  site.tillWorks = works;
  site.officeWorks = works;
}

export function begin(site: TillSite, scenario: Scenario): void {
  if (scenario === "catalog" || scenario === "all") site.dropCatalog();
  if (scenario === "report" || scenario === "all") site.produceReport();
  if (scenario === "request" || scenario === "all") site.dropRequest();
}

async function arm(site: TillSite, { at, nth }: Kill): Promise<void> {
  if (at === "step") await site.life.killIn(nth);
  else if (at === "line") {
    let lines = 0;
    const { life } = site;
    site.onDialogue = () => {
      lines += 1;
      if (lines === nth) life.kill();
    };
  } else {
    site.suffer([
      { when: { event: "data", command: ["RETR", "STOR"] }, do: { afterBytes: nth * DATA_BYTES, end: "stall" } },
    ]);
  }
}

/** A kill may strike until the process knows that it is not wanted any more. */
async function disarm(site: TillSite): Promise<void> {
  site.onDialogue = () => {};
  site.suffer([]);
  await site.life.killIn(0);
}

/** Waits for the kill; answers whether it struck before everything was done without it. */
async function death(site: TillSite, works: Works): Promise<boolean> {
  let stillSince: number | undefined;
  await until(() => {
    if (site.faults.strikes.some((strikes) => strikes > 0)) {
      site.life.kill();
      site.suffer([]);
    }
    if (site.life.isOver) return true;
    const still = works === "always" ? site.isQuiet : site.life.isReady && isAsFarAsItGoes(site);
    stillSince = still ? (stillSince ?? performance.now()) : undefined;
    return stillSince !== undefined && performance.now() - stillSince > STILL_MS;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return site.life.isOver;
}

/** Without a till and a back office: the catalog and the flags lie here, the report lies there. */
export function isAsFarAsItGoes({ leftovers }: TillSite): boolean {
  return !/POS\.\w+\.|\.relais-|remote POS\.(?:spr|flz)|local POS\.rep/.test(leftovers);
}

export async function until(condition: () => boolean, ms = PATIENCE_MS): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
