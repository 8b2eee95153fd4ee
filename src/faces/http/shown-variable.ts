import type { Static } from "typebox";
import type { Snapshot, Variable } from "../../vars/space.ts";
import { isoTime } from "./iso-time.ts";
import type * as schemas from "./schemas.ts";

export function showVariable({ path, value, type, direction, time, text }: Variable): Static<typeof schemas.Variable> {
  return {
    path,
    value,
    type: type.kind,
    direction,
    time: isoTime(time),
    text,
    ...(type.kind === "code" ? { code: type.name } : {}),
    ...("unit" in type && type.unit !== undefined ? { unit: type.unit } : {}),
  };
}

export function showSnapshot({ seq, vars }: Snapshot): Static<typeof schemas.Snapshot> {
  return { seq, vars: vars.map(showVariable) };
}
