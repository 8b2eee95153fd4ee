import type { Signal } from "./schema.ts";

/**
 * The level of a signal at a time (milliseconds since 1970 UTC). It depends on nothing else, so that after a restart it
 * goes on where it would have been; what is random about it is always the same for the same seed and time.
 */
export function signalAt({ shape, period, low, high, noise }: Signal, time: number, seed: number): number {
  const level = SHAPES[shape](time / (period * 1000), seed);
  const jitter = noise === 0 ? 0 : (2 * random(seed, time) - 1) * noise;
  return rounded(low + (high - low) * level + jitter, Math.abs(high - low) + noise);
}

/** From 0, low, to 1, high, after so many periods. */
const SHAPES: Readonly<Record<Signal["shape"], (turns: number, seed: number) => number>> = {
  sine: (turns) => (1 + Math.sin(2 * Math.PI * fraction(turns))) / 2,
  ramp: (turns) => fraction(turns),
  square: (turns) => (fraction(turns) < 0.5 ? 1 : 0),
  "random-walk": walk,
};

const OCTAVES = 6;

/** Strides of a period, and on each of them smaller and faster ones. */
function walk(turns: number, seed: number): number {
  let sum = 0;
  let total = 0;
  for (let octave = 0; octave < OCTAVES; octave += 1) {
    const weight = 2 ** -octave;
    sum += weight * stride(turns / weight, seed * OCTAVES + octave);
    total += weight;
  }
  return sum / total;
}

/** A straight line from one random level to the next. */
function stride(at: number, seed: number): number {
  const from = random(seed, Math.floor(at));
  return from + (random(seed, Math.floor(at) + 1) - from) * fraction(at);
}

const fraction = (turns: number) => turns - Math.floor(turns);

/** As an instrument shows it: four digits of its span. */
function rounded(level: number, span: number): number {
  const decimals = 4 - Math.ceil(Math.log10(span || 1));
  return Number(level.toFixed(Math.min(Math.max(decimals, 0), 20)));
}

/** From 0 to below 1, the same for the same two numbers (the finalizer of MurmurHash3). */
function random(seed: number, at: number): number {
  let bits = at ^ Math.imul(seed + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
