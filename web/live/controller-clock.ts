/** Less than this may be the way of the answer. */
const NEGLIGIBLE_MS = 2000;

let aheadMs = 0;

/** The controller's time, as far as it is known here: the clock of who looks may be hours off. Milliseconds since 1970 UTC. */
export function controllerNow(): number {
  return Date.now() + aheadMs;
}

/** Asks how far the controller's clock is ahead. An answer that does not come leaves it as it was. */
export async function askControllerClock(): Promise<void> {
  const date = await fetch("/health/live", { method: "HEAD", cache: "no-store" }).then(
    ({ headers }) => Date.parse(headers.get("date") ?? ""),
    () => Number.NaN,
  );
  const ahead = date - Date.now();
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) < NEGLIGIBLE_MS ? 0 : ahead;
}
