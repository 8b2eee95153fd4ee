import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A source file of the product: its path from the project's root, with `/`, and its text without comments. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export function sourceFiles(folder: string): SourceFile[] {
  const paths = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }).map((path) => path.replaceAll("\\", "/"));
  return paths.sort().map((path) => ({ path, text: withoutComments(readFileSync(join(ROOT, path), "utf8")) }));
}

/** The files of the project that a file imports, type imports included, as paths from the root. */
export function importsOf({ path, text }: SourceFile): string[] {
  const specifiers = text.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']/g);
  return [...specifiers].map(([, specifier = ""]) => posix.join(posix.dirname(path), specifier));
}

/** Strings keep what looks like a comment in them: only whole comments at a line's start or after a space go. */
function withoutComments(text: string): string {
  return text.replace(/(^|\s)\/\*[\s\S]*?\*\//g, "$1").replace(/(^|\s)\/\/.*$/gm, "$1");
}
