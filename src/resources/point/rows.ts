import {
  bool,
  code,
  defineVars,
  input,
  number,
  output,
  shared,
  text,
  type VarRow,
  type VarType,
} from "../../vars/definition.ts";
import { LIMIT } from "./limit.ts";
import type { PointConfig } from "./schema.ts";
import { MODE } from "./value.ts";

/** The variables of a point. What `Value` and `Manual` take depends on its type; only an analog one has a `Limit`. */
export function pointRows({ type, unit }: Pick<PointConfig, "type" | "unit">): PointRows {
  const value = TYPES[type](unit);
  return defineVars({
    Value: shared(value, "var.Value"),
    Mode,
    Manual: input(value, "var.Manual"),
    Forced,
    ...(type === "analog" ? { Limit } : {}),
  });
}

/** One row each for all points, of which there may be many. */
const Mode = input(code("pointMode", MODE), "var.Mode");
const Forced = output(bool, "var.Forced");
const Limit = output(code("limit", LIMIT), "var.Limit");

export type PointRows = Readonly<Record<"Value" | "Mode" | "Manual" | "Forced", VarRow>> & { readonly Limit?: VarRow };

const TYPES: Readonly<Record<PointConfig["type"], (unit: string) => VarType>> = {
  digital: () => bool,
  analog: (unit) => number(unit === "" ? undefined : unit),
  text: () => text(),
};
