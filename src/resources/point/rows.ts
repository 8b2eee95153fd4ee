import { bool, code, input, output, shared, text, type VarRows, type VarType } from "../../vars/definition.ts";
import type { PointConfig } from "./schema.ts";

/** Values of `Mode`. */
export const POINT_MODE = { automatic: 0, manual: 1 } as const;
/** Values of `Limit`. */
export const LIMIT = { within: 0, low: 1, high: 2 } as const;

/** The variables of a point: only an analog one has `Limit`. */
export function pointRows({ type, unit }: Pick<PointConfig, "type" | "unit">): VarRows {
  const value = valueType(type, unit);
  return {
    Value: shared(value, "var.Value"),
    Mode: input(code("pointMode", POINT_MODE), "var.Mode"),
    Manual: input(value, "var.Manual"),
    Forced: output(bool, "var.Forced"),
    ...(type === "analog" ? { Limit: output(code("limit", LIMIT), "var.Limit") } : {}),
  };
}

function valueType(type: PointConfig["type"], unit: string): VarType {
  if (type === "digital") return bool;
  return type === "text" ? text() : { kind: "number", unit };
}
