import { Disk, type Tree, treeKey } from "./disk.ts";
import type { Op } from "./trace.ts";

/** What one run of the controller did to its disk, and what the server held meanwhile. */
export interface Recording {
  /** The data folder before the run. */
  readonly before: Tree;
  readonly ops: readonly Op[];
  /** What the server held at first, and after each command that changed it. */
  readonly server: readonly Tree[];
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

/**
 * Every state that a loss of power may leave, each once. `deaf` is the operation, a sync, that is taken not to have been
 * made: the code without that barrier.
 */
export function crashes({ before, ops, server }: Recording, deaf?: number): Map<string, Crash> {
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
    if (at !== deaf) disk.perform(op);
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

/** The barriers of a recording: where they stand among its operations. */
export function barriers({ ops }: Recording): number[] {
  return ops.flatMap((op, at) => (op.op === "sync" ? [at] : []));
}
