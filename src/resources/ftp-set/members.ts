import { Failure } from "../../errors.ts";
import type { Variable } from "../../vars/space.ts";
import type { Parts, VariableHistory } from "../kind.ts";
import { type LocalFile, walk } from "../local-files.ts";

/** What an element of a Set turns out to be. `path` is the element's, a variable's in full. */
export type Member = { readonly path: string } & (
  | { readonly kind: "files"; readonly files: readonly LocalFile[]; readonly leftOut: number }
  | { readonly kind: "history"; readonly variable: Variable; readonly history: VariableHistory }
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "unreadable" }
);

/** The elements of a Set as they are now, each once. The paths of files are those of the device tree. */
export function membersOf(elements: readonly string[], parts: Parts): Promise<readonly Member[]> {
  const paths = new Set(elements.map((element) => parts.space.resolve(element) ?? element));
  return Promise.all([...paths].map((path) => memberAt(path, parts)));
}

async function memberAt(path: string, parts: Parts): Promise<Member> {
  const variable = parts.space.read(path);
  if (variable !== undefined) {
    const history = parts.historyOf(path);
    return history === undefined ? { path, kind: "variable", variable } : { path, kind: "history", variable, history };
  }
  try {
    return { path, kind: "files", ...(await filesAt(path, parts)) };
  } catch (error) {
    if (error instanceof Failure) return { path, kind: "unreadable" };
    throw error;
  }
}

async function filesAt(
  path: string,
  { tree }: Parts,
): Promise<{ readonly files: readonly LocalFile[]; readonly leftOut: number }> {
  const place = tree.locate(path);
  const entry = place.path.length === 0 ? undefined : await place.store.stat(place.path);
  if (entry?.kind === "file") return { files: [{ path, size: entry.size, modified: entry.modified }], leftOut: 0 };
  let leftOut = 0;
  const onLeftOut = (count: number) => {
    leftOut += count;
  };
  const files = await walk(place, path, { recursive: true, onLeftOut });
  return { files: files.map((file) => ({ ...file, path: `${path}/${file.path}` })), leftOut };
}
