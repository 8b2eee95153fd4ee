/** A second of the controller is a fifth of one here. */
export const HASTE = 5;

/** Longer ones are limits of patience, which a busy machine needs. */
const LONG_MS = 5_000;

/** Divides the delays of all timers of this process but the long ones: nothing it waits for takes as long as it would. */
export function hasten(by: number): void {
  for (const name of ["setTimeout", "setInterval"] as const) {
    const original = globalThis[name] as (task: () => void, ms?: number, ...more: unknown[]) => NodeJS.Timeout;
    const faster = (task: () => void, ms = 0, ...more: unknown[]) =>
      original(task, ms > LONG_MS ? ms : ms / by, ...more);
    Object.assign(globalThis, { [name]: faster });
  }
}
