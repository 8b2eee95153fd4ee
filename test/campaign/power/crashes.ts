import type { Scenario } from "../trial.ts";
import { Disk, type Tree, treeKey } from "./disk.ts";
import type { Op } from "./trace.ts";

/** What one run of the controller did to its disk, and what the server held meanwhile. */
export interface Recording {
  readonly scenario: Exclude<Scenario, "all">;
  /** How many files of each kind had been given, the one that travels included. */
  readonly given: Given;
  /** Where the data folder was. */
  readonly data: string;
  /** The data folder before the run. */
  readonly before: Tree;
  readonly ops: readonly Op[];
  /** What the server held at first, and after each command that changed it. */
  readonly server: readonly Tree[];
}

export interface Given {
  readonly catalogs: number;
  readonly requests: number;
  readonly reports: number;
}

/** The state of disk and server at which the power came back. */
export interface Crash {
  readonly disk: Tree;
  readonly server: Tree;
  /** Before which operation the power went. */
  readonly at: number;
}

const CHANGING = /^(?:STOR|RNTO|DELE) /gm;

/** Operations after which the power is worth losing: what follows makes something safe, or changes the server. */
function isBoundary(op: Op | undefined): boolean {
  return op === undefined || op.op === "sync" || (op.op === "say" && op.text.search(CHANGING) >= 0);
}

/** Every state that a loss of power may leave, each once. `without` are operations that are taken not to have been made. */
export function crashes({ before, ops, server }: Recording, without: Barrier = []): Map<string, Crash> {
  const disk = new Disk(before);
  const found = new Map<string, Crash>();
  let changes = 0;
  const lose = (at: number, ...servers: readonly (Tree | undefined)[]) => {
    for (const tree of disk.states()) {
      for (const there of servers) {
        if (there === undefined) continue;
        const key = `${treeKey(tree)} ${treeKey(there)}`;
        if (!found.has(key)) found.set(key, { disk: tree, server: there, at });
      }
    }
  };
  for (let at = 0; at <= ops.length; at += 1) {
    const op = ops[at];
    if (isBoundary(op)) lose(at, server[changes]);
    if (op === undefined) break;
    if (op.op === "say") {
      const said = op.text.match(CHANGING)?.length ?? 0;
      changes += said;
      // The command arrives although the power is gone, or it does not, or what it carries arrives in part.
      if (said > 0) lose(at, server[changes], inPart(server[changes - 1], server[changes]));
    }
    if (!without.includes(at)) disk.perform(op);
    else if (op.op === "rename") disk.copyInPlace(op);
  }
  if (changes !== server.length - 1)
    throw new Error(`${changes} commands changed the server, ${server.length - 1} were seen`);
  return found;
}

/** A file that was being sent is there up to its middle. */
function inPart(before: Tree | undefined, after: Tree | undefined): Tree | undefined {
  const sent = [...(after ?? [])].find(([path]) => before?.has(path) === false);
  if (sent === undefined || before === undefined || after === undefined || before.size >= after.size) return undefined;
  const [path, { content, modified }] = sent;
  return new Map([...before, [path, { content: content.subarray(0, content.length >> 1), modified }]]);
}

/**
 * Syncs of one file or folder between which nothing else is done: each makes safe what those before it did. Or a rename, in
 * whose place the file would be written under its last name.
 */
export type Barrier = readonly number[];

export function barriers(recording: Recording): Barrier[] {
  const renames = recording.ops.flatMap(({ op }, at) => (op === "rename" ? [[at]] : []));
  return [...syncs(recording), ...renames];
}

function syncs({ ops }: Recording): Barrier[] {
  const found: number[][] = [];
  for (const [at, op] of ops.entries()) {
    if (op.op !== "sync") continue;
    const group = found.at(-1);
    const between = ops.slice(group?.at(-1) ?? at, at);
    const alone = between.every((one) => (one.op === "say" ? one.text.search(CHANGING) < 0 : one.path === op.path));
    if (group !== undefined && alone) group.push(at);
    else found.push([at]);
  }
  return found;
}

/** A state in words: before which operation the power went, and what was there then on either side. */
export function crashText({ ops, data }: Recording, { at, disk, server }: Crash): string {
  const op = ops[at];
  const before =
    op === undefined ? "the end" : `${op.op} ${op.op === "say" ? op.text.trim() : op.path.replace(data, "")}`;
  const here = [...disk].filter(([path]) => path.includes("flashdisk") || path.endsWith("-wal"));
  const files = [...here, ...server].map(([path, { content }]) => `${path.split("/").at(-1)} (${content.length})`);
  return `before operation ${at}, ${before}; there were ${files.join(", ")}`;
}

/** A barrier in words: what was renamed; or made safe, and for the how many-th time, after which operation. */
export function barrierText({ ops, data }: Recording, [at = 0]: Barrier): string {
  const shown = (path: string) => path.replace(data, "").replaceAll(/[0-9a-f]{16,18}/g, "*");
  const op = ops[at];
  if (op?.op === "rename") return `rename ${shown(op.path)} to ${shown(op.to)}`;
  const paths = ops.map((op) => (op.op === "say" ? "" : op.path));
  const made = ops.slice(0, at + 1).filter(({ op }, index) => op === "sync" && paths[index] === paths[at]).length;
  const before = ops.slice(0, at).findLastIndex(({ op }) => op !== "sync" && op !== "say");
  return `sync ${made} of ${shown(paths[at] ?? "")}, after ${ops[before]?.op} ${shown(paths[before] ?? "")}`;
}
