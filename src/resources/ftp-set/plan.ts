import { Failure } from "../../errors.ts";
import type { Export } from "../../journal/export-records.ts";
import type { PlannedFile } from "../../journal/records.ts";
import type { Parts } from "../kind.ts";
import type { Recipe } from "./export-content.ts";
import { type Member, membersOf } from "./members.ts";
import { newExports } from "./new-exports.ts";
import type { FtpSetConfig } from "./schema.ts";

type FileToPlan = Omit<PlannedFile, "index">;

/**
 * What one command sends, decided once: first what an earlier command left in doubt, then the elements of the Set, with
 * the samples and values they have now. Raises `setMissing`.
 */
export async function plan(config: FtpSetConfig, parts: Parts): Promise<SetPlan> {
  const elements = parts.elements(config.set);
  if (elements === undefined) throw new Failure("setMissing", { subject: config.set });
  const members = await membersOf(elements, parts);
  const inDoubt = parts.exports.pending(config.id).filter(({ begun }) => begun);
  const planned = parts.exports.plan(config.id, newExports(config, members, inDoubt, parts));
  // An element may lie inside another: its files are sent once.
  const once = new Map(
    members.flatMap((member) => elementFiles(member, config.singleFile)).map((file) => [file.path, file]),
  );
  const files = [...[...inDoubt, ...planned].map(exportFile), ...once.values()];
  const leftOut = config.singleFile ? 0 : members.reduce((sum, member) => sum + leftOutOf(member), 0);
  return { files: files.map((file, index) => ({ index, ...file })), leftOut };
}

interface SetPlan {
  readonly files: readonly PlannedFile[];
  /** Links and names that are not allowed among the files of its elements. */
  readonly leftOut: number;
}

function leftOutOf(member: Member): number {
  return member.kind === "files" ? member.leftOut : 0;
}

/** Its size is known when it is rendered. */
function exportFile({ id, element, remote, rendering }: Export): FileToPlan {
  const name = remote.slice(remote.lastIndexOf("/") + 1);
  return { path: `${element}/${name}`, size: 0, modified: (rendering as Recipe).time, export: id };
}

/** An element that cannot be read stays in the plan, and fails when its turn comes. */
function elementFiles(member: Member, singleFile: boolean): readonly FileToPlan[] {
  if (member.kind === "unreadable") return [{ path: member.path, size: 0, modified: 0 }];
  return member.kind === "files" && !singleFile ? member.files : [];
}
