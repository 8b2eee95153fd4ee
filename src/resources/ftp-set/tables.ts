import type { Variable } from "../../vars/space.ts";
import { type Table, TIME } from "./export-content.ts";
import type { Member } from "./members.ts";

/** A plain variable: one row with its value, and when that last changed. */
export function variableTable({ path, value, time }: Variable): Table {
  return { columns: ["path", "value", TIME], rows: [[path, value, time]] };
}

/**
 * A row per element: a variable has its value, an element that owns files their number, their bytes, and when the newest
 * of them changed. One that cannot be read has neither.
 */
export function summaryTable(members: readonly Member[]): Table {
  return { columns: ["path", "value", TIME, "files", "bytes"], rows: members.map(summaryRow) };
}

function summaryRow(member: Member): Table["rows"][number] {
  switch (member.kind) {
    case "variable":
    case "history":
      return [member.path, member.variable.value, member.variable.time, null, null];
    case "files": {
      const { path, files } = member;
      const newest = files.reduce((latest, { modified }) => Math.max(latest, modified), 0);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return [path, null, files.length === 0 ? null : newest, files.length, bytes];
    }
    case "unreadable":
      return [member.path, null, null, null, null];
  }
}
