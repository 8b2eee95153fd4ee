import { type Static, Type } from "typebox";
import type { Controller } from "../controller.ts";
import { isoTime } from "./iso-time.ts";
import { closed, Time, Value } from "./schemas.ts";

/** The variables that every list of resources shows beside the configuration, when the resource has them. */
const VARIABLES = {
  status: "Status",
  action: "Action",
  error: "Error",
  fault: "Fault",
  done: "Done",
  failed: "Failed",
  value: "Value",
  forced: "Forced",
} as const;

const shownValue = Type.Optional(Value);

export const Live = closed({
  ...(Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, shownValue])) as {
    [K in keyof typeof VARIABLES]: typeof shownValue;
  }),
  lastSuccess: Type.Optional(Time),
  nextRun: Type.Optional({ ...Time, description: "when a schedule pulses one of its inputs next" }),
});

/** How a configured resource is, and what it does next. */
export function liveOf(
  resource: Readonly<Record<string, unknown>>,
  { space, nextRun }: Pick<Controller, "space" | "nextRun">,
): Static<typeof Live> {
  const id = String(resource.id);
  const shown: Record<string, boolean | number | string> = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = space.read(`${id}.${variable}`)?.value;
    if (value !== undefined) shown[name] = value;
  }
  const lastSuccess = Number(space.read(`${id}.LastSuccess`)?.value ?? 0);
  if (lastSuccess > 0) shown.lastSuccess = isoTime(lastSuccess);
  const runs = Object.keys(resource.inputs ?? {}).map((input) => nextRun(`${id}.${input}`) ?? Infinity);
  const next = Math.min(...runs);
  if (next < Infinity) shown.nextRun = isoTime(next);
  return shown;
}
