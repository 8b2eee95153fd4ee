import { Observable, share } from "rxjs";
import type { Clock } from "./clock.ts";

const SECOND_MS = 1000;

/**
 * One tick for all who listen, at every full second of the wall clock. It never drifts away from the second: what is due
 * at one is served at its tick.
 */
export function everySecond(clock: Clock): Observable<void> {
  const ticks = new Observable<void>((subscriber) => {
    const next = () => clock.after(SECOND_MS - (clock.now() % SECOND_MS), tick);
    const tick = () => {
      cancel = next();
      subscriber.next();
    };
    let cancel = next();
    return () => cancel();
  });
  return ticks.pipe(share());
}
