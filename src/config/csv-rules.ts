import { unknownTokens } from "../csv/file-name.ts";
import { isTimeZone } from "../time-zone.ts";
import { below, fault } from "./faults.ts";
import type { ConfigFault } from "./schema.ts";

type Members = Readonly<Record<string, unknown>>;

/** What the schema of CSV files cannot say: time zones that there are, and tokens of names that stand for something. */
export function csvFaults(path: string, resource: Members): ConfigFault[] {
  const functions: readonly unknown[] = Array.isArray(resource.functions) ? resource.functions : [];
  return [
    ...zoneFaults(below(path, "csv"), resource.csv),
    ...zoneFaults(below(path, "balanceCsv"), resource.balanceCsv),
    ...functions.flatMap((one, index) =>
      zoneFaults(below(below(below(path, "functions"), index), "csv"), (one as Members | null)?.csv),
    ),
    ...tokenFaults(below(path, "fileName"), resource.fileName),
  ];
}

/** Of what may name a time zone. */
export function zoneFaults(path: string, named: unknown): ConfigFault[] {
  const zone = (named as Members | null | undefined)?.timeZone;
  return typeof zone !== "string" || isTimeZone(zone) ? [] : [fault("timeZoneUnknown", below(path, "timeZone"))];
}

function tokenFaults(path: string, pattern: unknown): ConfigFault[] {
  const tokens = typeof pattern === "string" ? unknownTokens(pattern) : [];
  return tokens.map((token) => fault("fileNameToken", path, { token }));
}
