import { lookOf } from "../../csv/look.ts";
import type { Export, NewExport, SampleRange } from "../../journal/export-records.ts";
import type { Parts, VariableHistory } from "../kind.ts";
import type { Recipe } from "./export-content.ts";
import { ExportNames } from "./export-names.ts";
import type { Member } from "./members.ts";
import type { FtpSetConfig } from "./schema.ts";
import { summaryTable, variableTable } from "./tables.ts";

/** The files to make of the members: one of them all, or one of each variable. A history with nothing new makes none. */
export function newExports(
  config: FtpSetConfig,
  members: readonly Member[],
  inDoubt: readonly Export[],
  parts: Parts,
): readonly NewExport[] {
  const time = parts.clock.now();
  const recipe: Recipe = {
    format: { ...config.csv, timeZone: lookOf(config.csv).zone.name },
    gzip: config.gzip,
    time,
  };
  const names = new ExportNames(config, parts.site, time);
  if (config.singleFile) {
    const name = names.next({ label: config.set, pattern: "{set}.csv", unique: false });
    const rendering: Recipe = { ...recipe, table: summaryTable(members) };
    return [{ element: config.set, samples: undefined, rendering, ...name }];
  }
  const labels = new Labels(members);
  return members.flatMap((member): NewExport[] => {
    if (member.kind !== "variable" && member.kind !== "history") return [];
    const element = member.path;
    const named = { label: labels.of(member), pattern: config.fileName };
    if (member.kind === "variable") {
      const rendering: Recipe = { ...recipe, table: variableTable(member.variable) };
      return [{ element, samples: undefined, rendering, ...names.next({ ...named, unique: false }) }];
    }
    const samples = samplesOf(member.history, config, inDoubt, parts);
    if (samples === undefined) return [];
    const unique = config.history === "since-last";
    return [{ element, samples, rendering: recipe, ...names.next({ ...named, unique }) }];
  });
}

/** What came since the last export, verified or in doubt; or all there is. */
function samplesOf(
  { key, trace }: VariableHistory,
  { id, history }: FtpSetConfig,
  inDoubt: readonly Export[],
  { exports }: Parts,
): SampleRange | undefined {
  trace.flush();
  const { first, last } = trace.range();
  const positions = inDoubt.map(({ samples }) => (samples?.trace === key ? samples.last : 0));
  const reached = Math.max(exports.position(id, key), ...positions);
  // A position beyond the last sample is of an earlier database: nothing of this one was sent.
  const since = history === "whole" || reached > last ? 0 : reached;
  const range = { trace: key, first: Math.max(first, since + 1), last };
  return range.first > last ? undefined : range;
}

/** What `{label}` stands for: a label that is empty or not the only one of its kind does not tell a file from others. */
class Labels {
  readonly #times = new Map<string, number>();

  constructor(members: readonly Member[]) {
    for (const member of members) {
      const label = labelOf(member).toLowerCase();
      this.#times.set(label, (this.#times.get(label) ?? 0) + 1);
    }
  }

  of(member: Member): string {
    const label = labelOf(member);
    const short = member.path.replace(/^easy\.RESS\./, "");
    if (label === "") return short;
    return this.#times.get(label.toLowerCase()) === 1 ? label : `${label} ${short}`;
  }
}

function labelOf(member: Member): string {
  return member.kind === "history" ? member.history.label : "";
}
