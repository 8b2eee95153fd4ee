import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TillSite } from "../till-site.ts";
import { until } from "../trial.ts";
import type { Crash, Recording } from "./crashes.ts";
import type { Tree } from "./disk.ts";

/** What comes twice comes within so long. */
const LINGER_MS = 500;

/**
 * Starts the controller on what a loss of power left, with till and back office at work, and judges where that ends: what
 * was on its way must arrive once and whole, and nothing be left over.
 */
export async function recover(site: TillSite, recording: Recording, crash: Crash): Promise<string[]> {
  site.tillWorks = false;
  site.officeWorks = false;
  const server = new Map([...crash.server].map(([path, { content }]) => [basename(path), content]));
  await site.become((data) => write(crash.disk, recording.data, data), server);
  const { scenario, given } = recording;
  site.catalogs.become(given.catalogs, given.catalogs - (scenario === "catalog" ? 1 : 0));
  site.requests.become(given.requests, given.requests - (scenario === "request" ? 1 : 0));
  site.reports.become(given.reports, given.reports - (scenario === "report" ? 1 : 0));
  site.drain();
  site.tillWorks = true;
  site.officeWorks = true;
  const quiet = await until(() => site.isQuiet || site.life.isOver, PATIENCE_MS);
  await sleep(LINGER_MS);
  const found = site.drain();
  if (!quiet || !site.isQuiet) found.push(`never quiet: ${site.standing}`);
  if (site.life.isOver) found.push(`ended by itself: ${site.life.output}`);
  return found;
}

/** A recovery that takes longer is none. Starting takes a second, and the machine may be busy. */
const PATIENCE_MS = 30_000;

function write(tree: Tree, from: string, to: string): void {
  for (const [path, { content, modified }] of tree) {
    const file = join(to, path.slice(from.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
    if (modified !== undefined) utimesSync(file, modified / 1000, modified / 1000);
  }
}
