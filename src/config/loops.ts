/** From variable to variable. */
export interface Step {
  readonly source: string;
  readonly target: string;
}

/**
 * The loops among steps that lead to further steps: each as the steps that make it, the one that closes it last. Without
 * recursion: a chain may be as long as the configuration.
 */
export function closedLoops<S extends Step>(steps: readonly S[], following: (step: S) => readonly S[]): S[][] {
  const loops: S[][] = [];
  const done = new Set<S>();
  const trail: S[] = [];
  /** What is still to be tried behind each step of the trail, and first from the start. */
  const branches = [steps.values()];
  for (let branch = branches.at(-1); branch !== undefined; branch = branches.at(-1)) {
    const next = branch.next();
    if (next.done) {
      branches.pop();
      const left = trail.pop();
      if (left !== undefined) done.add(left);
    } else if (trail.includes(next.value)) {
      loops.push(trail.slice(trail.indexOf(next.value)));
    } else if (!done.has(next.value)) {
      trail.push(next.value);
      branches.push(following(next.value).values());
    }
  }
  return loops;
}

/** More variables than this are not shown of one loop. */
const MAX_SHOWN = 20;

/** The variables that a loop goes through, back to the first; of a long one, its beginning and its end. */
export function pathOf(loop: readonly Step[]): string[] {
  const path = loop.slice(0, 1).map(({ source }) => source);
  for (const { source, target } of loop) {
    // Within a resource, an input leads on to what it shows.
    if (source !== path.at(-1)) path.push(source);
    path.push(target);
  }
  if (path.at(-1) !== path[0]) path.push(...path.slice(0, 1));
  return path.length <= MAX_SHOWN ? path : path.toSpliced(MAX_SHOWN / 2, path.length - MAX_SHOWN, "…");
}
