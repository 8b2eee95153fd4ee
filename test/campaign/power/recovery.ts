import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pino } from "pino";
import { systemClock } from "../../../src/clock.ts";
import { startDevice } from "../../../src/device.ts";
import { LogLines } from "../../../src/log-lines.ts";
import { placesIn } from "../../../src/places.ts";
import type { TillSite } from "../till-site.ts";
import { until } from "../trial.ts";
import type { Crash, Recording } from "./crashes.ts";
import type { Tree } from "./disk.ts";

/** What comes twice comes within so long, of the controller's time. */
const LINGER_MS = 2_500;

/**
 * Starts the controller on what a loss of power left, with till and back office at work, and judges where that ends: what
 * was on its way must arrive once and whole, and nothing be left over. In this process: nothing is killed here.
 */
export async function recover(site: TillSite, recording: Recording, crash: Crash): Promise<string[]> {
  site.tillWorks = false;
  site.officeWorks = false;
  site.become((data, remote) => {
    write(crash.disk, (path) => join(data, path.slice(recording.data.length)));
    write(crash.server, (path) => join(remote, basename(path)));
  });
  const { scenario, given } = recording;
  site.catalogs.become(given.catalogs, given.catalogs - (scenario === "catalog" ? 1 : 0));
  site.requests.become(given.requests, given.requests - (scenario === "request" ? 1 : 0));
  site.reports.become(given.reports, given.reports - (scenario === "report" ? 1 : 0));
  site.drain();
  const device = await startDevice({
    places: placesIn(site.data),
    host: "127.0.0.1",
    port: 0,
    environment: {},
    language: "en",
    pages: site.data,
    version: "campaign",
    log: pino({ level: "silent" }),
    logLines: new LogLines(),
  });
  site.tillWorks = true;
  site.officeWorks = true;
  try {
    const quiet = await until(() => site.isQuiet, PATIENCE_MS);
    await systemClock.sleep(LINGER_MS);
    const found = site.drain();
    if (!quiet || !site.isQuiet) found.push(`never quiet: ${site.standing}`);
    return found;
  } finally {
    await device.stop();
  }
}

/** A recovery that takes longer is none, however busy the machine. */
const PATIENCE_MS = 60_000;

/** With its time: without a claim that is half of what a file on the server is known by. */
function write(tree: Tree, placed: (path: string) => string): void {
  for (const [path, { content, modified }] of tree) {
    const file = placed(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
    if (modified !== undefined) utimesSync(file, modified / 1000, modified / 1000);
  }
}
