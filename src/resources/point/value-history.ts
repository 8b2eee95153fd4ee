import type { History } from "../../history/history.ts";
import type { VariableHistory } from "../kind.ts";
import type { KindName } from "../kinds.ts";
import { openTrace } from "./functions.ts";
import type { PointConfig } from "./schema.ts";

/** A resource as configured: only a point keeps history. */
export type AnyConfig = PointConfig | { readonly id: string; readonly kind: Exclude<KindName, "point"> };

/** The history of a variable by its full path: that of a point's `Value` is the first trace of the point. */
export function valueHistory(
  path: string,
  resources: readonly AnyConfig[],
  history: History,
): VariableHistory | undefined {
  const point = resources.find(({ id }) => path === `easy.RESS.${id}.Value`);
  if (point?.kind !== "point") return undefined;
  const [first] = point.functions;
  return first && { ...openTrace(point.id, first, history), label: point.label };
}
