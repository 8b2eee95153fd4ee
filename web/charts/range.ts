/** A stretch of time, in milliseconds since 1970 UTC. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const SHORTEST_MS = 1000;
/** Ten years. */
const LONGEST_MS = 10 * 366 * 86_400_000;

/** Nearer (below 1) or farther (above 1), with the moment `about` staying where it is. */
export function zoomed({ from, to }: Range, factor: number, about: number): Range {
  const width = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (to - from) * factor));
  const share = (about - from) / (to - from);
  const start = Math.round(about - width * share);
  return { from: start, to: Math.round(start + width) };
}

/** Later by a share of its width; earlier when that is negative. */
export function moved({ from, to }: Range, share: number): Range {
  const by = Math.round((to - from) * share);
  return { from: from + by, to: to + by };
}

/** Ends now. */
export function until({ from, to }: Range, now: number): Range {
  return { from: now - (to - from), to: now };
}
