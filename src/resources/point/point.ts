import type { Kind } from "../kind.ts";
import { type PointConfig, PointSchema } from "./schema.ts";

export const pointKind: Kind<PointConfig> = {
  schema: PointSchema,
  start: () => {
    throw new Error("not yet");
  },
};
