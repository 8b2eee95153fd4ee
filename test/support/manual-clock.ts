import type { Clock } from "../../src/clock.ts";

/** A clock that stands until it is told to go on. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass, running what falls due in order. */
  advance(ms: number): void;
}

export function manualClock(start = Date.UTC(2026, 10, 23)): ManualClock {
  let passed = 0;
  let timers: { at: number; task: () => void }[] = [];
  const after = (ms: number, task: () => void) => {
    const timer = { at: passed + ms, task };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  const every = (ms: number, task: () => void) => {
    let cancel = () => {};
    const again = () => {
      cancel = after(ms, again);
      task();
    };
    cancel = after(ms, again);
    return () => cancel();
  };
  return {
    now: () => start + passed,
    monotonic: () => passed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = after(ms, resolve);
        signal?.addEventListener("abort", () => {
          cancel();
          reject(signal.reason);
        });
      }),
    after,
    every,
    advance: (ms) => {
      const until = passed + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        passed = due.at;
        due.task();
      }
      passed = until;
    },
  };
}
