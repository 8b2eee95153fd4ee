import { systemClock } from "../src/clock.ts";
import { openHistory } from "../src/history/open-history.ts";
import type { PointConfig } from "../src/resources/point/schema.ts";
import { sourceValue } from "../src/resources/point/value.ts";
import type { Value } from "../src/vars/definition.ts";

const SPAN_MS = 3_600_000;

/**
 * What the traces of points with a signal would hold had the controller, which is stopped, run for the last hour: at
 * every moment the signal is what it would have been.
 */
export function fillPastSamples(database: string, points: readonly PointConfig[]): void {
  const history = openHistory({ file: database, clock: systemClock });
  const now = systemClock.now();
  for (const point of points) {
    if (point.signal === undefined) continue;
    for (const { id, period, keepDays, keepSamples } of point.functions) {
      const log = history.trace(`${point.id}.${id}`, { days: keepDays, samples: keepSamples });
      const step = (period || point.signal.step) * 1000;
      let last: Value | undefined;
      for (let time = now - SPAN_MS; time < now; time += step) {
        const value = sourceValue(point, 0, time);
        if (period === 0 && value === last) continue;
        last = value;
        log.append(time, value);
      }
      log.flush();
    }
  }
  history.close();
}
