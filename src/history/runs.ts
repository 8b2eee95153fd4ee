import type { Samples } from "./samples.ts";
import type { Trace } from "./traces.ts";

/** Samples in a row, by the first and the last number. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** The whole trace, divided where the clock was set back: within a run, times only grow. */
export function runsOf(trace: Trace, samples: Samples): readonly Run[] {
  const { forgotten, last } = trace;
  if (forgotten === last) return [];
  const firsts = [forgotten + 1, ...samples.turnsAfter(trace, forgotten + 1)];
  return firsts.map((first, index) => ({ first, last: (firsts[index + 1] ?? last + 1) - 1 }));
}

/** The first sample of a run whose time is not before `time`; the one after the run when all are. */
export function firstSince(time: number, trace: Trace, run: Run, samples: Samples): number {
  let [low, high] = [run.first, run.last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const isBefore = (samples.timeOf(trace, middle) ?? -Infinity) < time;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
