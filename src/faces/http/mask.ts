import picomatch from "picomatch";
import { ApiError } from "./errors.ts";

/** Prefix of the full paths; a mask may be written for either form. */
const ROOT = "easy.RESS.";

const MAX_MASKS = 64;
/** Within one name, and of names that are `**`. With more of them a mask could take very long over a long path. */
const MAX_STARS = 2;

/** What a mask may look like, for the schemas: names with `*`, `?` and `**` between dots; several with commas. */
export const MASK_PATTERN = "^[A-Za-z0-9_.*?,-]{1,2048}$";

/**
 * Whether a variable's path satisfies one of the masks: `R00001.*`, `easy.RESS.*.Status`, `*.Send,*.Abort`. `*` stays
 * within one name, `**` crosses dots. The short form is tried too.
 */
export function matcherOf(mask: string | undefined): (path: string) => boolean {
  if (mask === undefined) return () => true;
  const masks = mask.split(",");
  if (masks.length > MAX_MASKS || masks.some(hasTooManyStars)) {
    const message = `at most ${MAX_MASKS} masks, with at most ${MAX_STARS} stars in a name and ${MAX_STARS} times **`;
    throw new ApiError("invalidRequest", message, { details: [{ path: "/match", code: "mask", message }] });
  }
  const { named, free } = byFirstName(masks);
  const matches = (path: string) => free(asFilePath(path)) || named.get(firstNameOf(path))?.(asFilePath(path)) === true;
  return (path) => matches(path) || (path.startsWith(ROOT) && matches(path.slice(ROOT.length)));
}

type Matcher = (filePath: string) => boolean;

/**
 * A page that watches fifty resources among thousands names each of them: a path is only held against the masks of its
 * own first name, and against those whose first name is a pattern.
 */
function byFirstName(masks: readonly string[]): {
  readonly named: ReadonlyMap<string, Matcher>;
  readonly free: Matcher;
} {
  const groups = Map.groupBy(masks, firstNameOf);
  const free = [...groups.keys()].filter((name) => /[*?]/.test(name)).flatMap((name) => groups.get(name) ?? []);
  return { named: new Map([...groups].map(([name, group]) => [name, matcher(group)])), free: matcher(free) };
}

const matcher = (masks: readonly string[]): Matcher =>
  picomatch(masks.map(asFilePath), { nonegate: true, noextglob: true, dot: true });

function firstNameOf(path: string): string {
  const dot = path.indexOf(".");
  return dot === -1 ? path : path.slice(0, dot);
}

function hasTooManyStars(mask: string): boolean {
  const names = mask.split(".");
  const anyDepth = names.filter((name) => name === "**").length;
  return anyDepth > MAX_STARS || names.some((name) => name.split("*").length - 1 > MAX_STARS);
}

/** picomatch knows the separator of file paths only. */
function asFilePath(path: string): string {
  return path.replaceAll(".", "/");
}
