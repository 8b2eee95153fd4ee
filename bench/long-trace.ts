import { systemClock } from "../src/clock.ts";
import { openHistory } from "../src/history/open-history.ts";

/** A point whose trace takes hardly a sample of its own, for a trace that is filled by hand. */
export const LONG_TRACE = {
  id: "R00010",
  kind: "point",
  functions: [{ id: "F0001", kind: "trace", period: 86_400, keepSamples: 100_000_000 }],
};

const KEY = "R00010.F0001";
const PERIOD_MS = 1_000;
const PER_WRITE = 50_000;

/** Puts samples into the history of a controller that is stopped, as a point takes them, once a second until now. */
export function fillLongTrace(database: string, samples: number): void {
  const history = openHistory({ file: database, clock: systemClock });
  const trace = history.trace(KEY, { days: 36_500, samples: 100_000_000 });
  const start = systemClock.now() - samples * PERIOD_MS;
  for (let n = 0; n < samples; n += 1) {
    trace.append(start + n * PERIOD_MS, Math.round(1000 * Math.sin(n / 100)) / 10);
    if (n % PER_WRITE === 0) trace.flush();
  }
  trace.flush();
  history.close();
}
