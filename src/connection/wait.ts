import { systemClock } from "../clock.ts";

/** What ends a wait that nothing else ended. */
export interface Limits {
  readonly ms: number;
  /** What the wait fails with once `ms` are over. */
  readonly late: () => Error;
  readonly signal: AbortSignal;
}

/**
 * A wait that always ends: with what `start` brings, with `late` at the absolute deadline, or in the same tick with the
 * signal's reason. `start` answers how to undo what it set up; that runs once, whatever the end, told whether the wait
 * succeeded.
 */
export function wait<T>(
  { ms, late, signal }: Limits,
  start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => (succeeded: boolean) => void,
): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    let ended: boolean | undefined;
    let undo: ((succeeded: boolean) => void) | undefined;
    const end = (succeeded: boolean, settle: () => void) => {
      if (ended !== undefined) return;
      ended = succeeded;
      cancel();
      signal.removeEventListener("abort", onAbort);
      settle();
      undo?.(succeeded);
    };
    const fail = (reason: unknown) => end(false, () => reject(reason));
    const onAbort = () => fail(signal.reason);
    const cancel = systemClock.after(ms, () => fail(late()));
    signal.addEventListener("abort", onAbort, { once: true });
    undo = start((value) => end(true, () => resolve(value)), fail);
    if (ended !== undefined) undo(ended);
  });
}

/** The promise's end or the signal's, whichever comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** The promise's value, or `undefined` when it fails or does not come within `ms`. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = systemClock.after(ms, () => resolve(undefined));
    promise.then(resolve, () => resolve(undefined)).finally(cancel);
  });
}
