import { below, fault } from "./faults.ts";
import type { ConfigFault } from "./schema.ts";

type Members = Readonly<Record<string, unknown>>;

/** What the schema of a point cannot say: one source, that fits its type, and limits in order. */
export function pointFaults(path: string, point: Members): ConfigFault[] {
  if (point.kind !== "point") return [];
  const { type, constant, signal, limits } = point;
  const faults: ConfigFault[] = [];
  if (constant !== undefined && signal !== undefined) faults.push(fault("pointSources", below(path, "signal")));
  if (isMisfit(type, constant)) faults.push(fault("pointConstant", below(path, "constant"), { type: String(type) }));
  if (type === "text" && signal !== undefined) faults.push(fault("pointTextSignal", below(path, "signal")));
  if (type !== "analog" && limits !== undefined) faults.push(fault("pointAnalogLimits", below(path, "limits")));
  if (areReversed(limits)) faults.push(fault("limitsReversed", below(path, "limits")));
  return [...faults, ...repeatedFunctions(below(path, "functions"), point.functions)];
}

const CONSTANTS: ReadonlyMap<unknown, string> = new Map([
  ["digital", "boolean"],
  ["analog", "number"],
  ["text", "string"],
]);

/** A constant of a form that no point takes is the schema's affair. */
function isMisfit(type: unknown, constant: unknown): boolean {
  const taken = [...CONSTANTS.values()].includes(typeof constant);
  return taken && CONSTANTS.has(type) && CONSTANTS.get(type) !== typeof constant;
}

function areReversed(limits: unknown): boolean {
  const { low, high } = (limits ?? {}) as Members;
  return typeof low === "number" && typeof high === "number" && low > high;
}

function repeatedFunctions(path: string, functions: unknown): ConfigFault[] {
  if (!Array.isArray(functions)) return [];
  const ids = functions.map((one: unknown) => (one as Members | null)?.id);
  return ids.flatMap((id, index) =>
    typeof id === "string" && ids.indexOf(id) < index
      ? [fault("duplicate", below(below(path, index), "id"), { value: id })]
      : [],
  );
}
