import { vi } from "vitest";

/** Looks again until it holds: as long as a busy machine needs, and no longer than a test may take. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 20 });
}
