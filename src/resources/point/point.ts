import type { Kind } from "../kind.ts";
import { pointRows } from "./rows.ts";
import { type PointConfig, PointSchema } from "./schema.ts";

export const pointKind: Kind<PointConfig> = {
  schema: PointSchema,
  rows: pointRows,
  start: () => {
    throw new Error("not yet");
  },
};
