import type { Value } from "../../vars/definition.ts";
import { limitOf } from "./limit.ts";
import type { PointConfig } from "./schema.ts";
import { signalAt } from "./signal.ts";

/** Values of `Mode`. */
export const MODE = { automatic: 0, manual: 1 } as const;

/** What a point was told through its inputs, and what its source says. */
export interface PointState {
  readonly mode: Value;
  readonly manual: Value;
  /** Of the source: written, constant or signal. */
  readonly automatic: Value;
}

/** What a point shows: a function of its state, so that Value, Forced and Limit cannot contradict each other. */
export function shownOf({ mode, manual, automatic }: PointState, { limits = {} }: Pick<PointConfig, "limits">) {
  const forced = mode === MODE.manual;
  const value = forced ? manual : automatic;
  return { Value: value, Forced: forced, ...(typeof value === "number" ? { Limit: limitOf(value, limits) } : {}) };
}

/** The value of a point that is not forced: its constant, its signal at that time, or what was written last. */
export function sourceValue(
  { id, type, constant, signal }: Pick<PointConfig, "id" | "type" | "constant" | "signal">,
  written: Value,
  time: number,
): Value {
  if (constant !== undefined) return constant;
  if (signal === undefined) return written;
  const level = signalAt(signal, time, seedOf(id));
  return type === "digital" ? level > (signal.low + signal.high) / 2 : level;
}

/** Two points of the same signal differ in what is random about it. */
export function seedOf(id: string): number {
  return Number.parseInt(id.slice(1), 10);
}
