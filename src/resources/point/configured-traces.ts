import type { AnyConfig } from "./value-history.ts";

/** A trace of a point, as configured. */
export interface ConfiguredTrace {
  /** Of its folder: `easy.RESS.R00010.FNCT.F0001`. */
  readonly path: string;
  /** In the history: `R00010.F0001`. */
  readonly key: string;
  readonly resource: string;
  readonly function: string;
  /** Its own, else the point's; may be empty. */
  readonly label: string;
  readonly unit: string;
  readonly type: "digital" | "analog" | "text";
}

export function configuredTraces(resources: readonly AnyConfig[]): readonly ConfiguredTrace[] {
  return resources.flatMap((point) => {
    if (point.kind !== "point") return [];
    return point.functions.map(({ id, label }) => ({
      path: `easy.RESS.${point.id}.FNCT.${id}`,
      key: `${point.id}.${id}`,
      resource: point.id,
      function: id,
      label: label || point.label,
      unit: point.unit,
      type: point.type,
    }));
  });
}
