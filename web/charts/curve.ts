/** What a chart draws of one thing over time. */
export interface Curve {
  readonly key: string;
  readonly label: string;
  /** Curves of one unit share an axis. */
  readonly unit: string;
  /** A state that holds until the next: drawn as steps. */
  readonly isStepped: boolean;
  /** One of the colours of `ChartColours.curves`, from 0. */
  readonly colour: number;
  /** Milliseconds since 1970 UTC, rising. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** All curves on the times of all: where a curve has no value there is `undefined`, over which it is drawn on. */
export function joined(curves: readonly Curve[]): readonly [number[], ...(number | undefined)[][]] {
  const [first, ...others] = curves;
  if (first !== undefined && others.length === 0) return [[...first.times], [...first.values]];
  const times = mergedTimes(curves.map((curve) => curve.times));
  return [times, ...curves.map((curve) => onTimes(times, curve))];
}

function mergedTimes(all: readonly (readonly number[])[]): number[] {
  const merged = Float64Array.from(all.flat()).sort();
  const times: number[] = [];
  for (const time of merged) if (time !== times.at(-1)) times.push(time);
  return times;
}

function onTimes(times: readonly number[], { times: own, values }: Curve): (number | undefined)[] {
  let next = 0;
  return times.map((time) => {
    let value: number | undefined;
    // Of several at one time the last one holds.
    while (own[next] === time) {
      value = values[next];
      next += 1;
    }
    return value;
  });
}

/** The value that a curve has at a moment: its last one until then. */
export function valueAt({ times, values }: Curve, time: number): number | undefined {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return values[low - 1];
}
