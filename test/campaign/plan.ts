import { CLAIMS, type Claim, type Kill, SCENARIOS, type Scenario, type Trial, WORKS } from "./trial.ts";

/** How many points of each kind a scenario has, in the life in which its files appear and in one that goes on with them. */
export interface Extent {
  readonly first: Readonly<Record<Kill["at"], number>>;
  readonly further: Readonly<Record<Kill["at"], number>>;
}
export type Extents = Readonly<Record<Scenario, Extent>>;

/** Numbers that look random, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/**
 * Every kill of each scenario once, in an order that the seed gives, then pairs of kills drawn by the seed. With and without
 * a claim in turn.
 */
export function* plan(extents: Extents, seed: number): Generator<Trial, never> {
  const random = randomFrom(seed);
  for (const single of shuffled(singles(extents), random)) for (const claim of CLAIMS) yield { claim, ...single };
  for (let index = 0; ; index += 1) {
    const scenario = pick(SCENARIOS, random);
    const { first, further } = extents[scenario];
    const kills = [pick(pointsOf(first), random), pick(pointsOf(further), random)];
    yield { claim: CLAIMS[index % 2] as Claim, scenario, works: pick(WORKS, random), kills };
  }
}

/** The scenario `all` is made of the others: it is for pairs. */
export function singles(extents: Extents): Omit<Trial, "claim">[] {
  return SCENARIOS.filter((scenario) => scenario !== "all").flatMap((scenario) =>
    pointsOf(extents[scenario].first).flatMap((kill) => WORKS.map((works) => ({ scenario, works, kills: [kill] }))),
  );
}

function pointsOf(extent: Extent["first"]): Kill[] {
  return (["step", "line", "data"] as const).flatMap((at) =>
    Array.from({ length: extent[at] }, (_, index) => ({ at, nth: index + 1 })),
  );
}

function pick<T>(values: readonly T[], random: (below: number) => number): T {
  return values[random(values.length)] as T;
}

function shuffled<T>(values: readonly T[], random: (below: number) => number): T[] {
  const left = [...values];
  return values.map(() => left.splice(random(left.length), 1)[0] as T);
}
