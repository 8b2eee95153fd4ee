import type { Commit } from "./space.ts";

/** Whether the boolean variable rose (false to true) in this commit. */
export function rose(commit: Commit, path: string): boolean {
  return commit.changes.some((change) => change.path === path && change.previous === false && change.value === true);
}
