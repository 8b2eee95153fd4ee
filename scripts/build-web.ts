import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { entriesOf, LANGUAGES } from "../src/texts.ts";

/** Builds the pages into `dist/web`, unless what they are made of is what the last build was made of. */

const PROJECT = join(import.meta.dirname, "..");
const OUTPUT = join(PROJECT, "dist/web");
const MADE_FROM = join(OUTPUT, ".made-from");
const SOURCES = ["web", "i18n", "package-lock.json", "scripts/build-web.ts", "src/texts.ts"];
const SHARED = /\/(web\/(api|components|live|texts|router|session|pages\/exploitation)|node_modules\/(preact|@preact))/;
/** Of the command line only. */
const NOT_FOR_PAGES = ["cli.json", "run.json", "back-office.json"];

const present = await fingerprint();
if ((await readFile(MADE_FROM, "utf8").catch(() => "")) !== present) {
  await build();
  await writeFile(MADE_FROM, present);
}

async function build(): Promise<void> {
  // Loaded only here: most starts build nothing, and should not wait for it.
  const vite = await import("vite");
  await vite.build({
    configFile: false,
    root: join(PROJECT, "web"),
    logLevel: "warn",
    plugins: [texts()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: OUTPUT,
      emptyOutDir: true,
      // All is allowed by the policy `'self'` only: nothing inline, no data: scripts or icons.
      assetsInlineLimit: 0,
      modulePreload: false,
      target: "es2022",
      // What several pages share is one script: dozens of small ones compress badly, and each is a request.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", test: SHARED, minShareCount: 2 }] } } },
    },
  });
  await compressAll(join(OUTPUT, "assets"));
}

/** Beside each asset what it is compressed: the controller sends that to browsers that take it, and compresses nothing. */
async function compressAll(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const content = await readFile(join(folder, name));
    await writeFile(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(content));
  }
}

/**
 * `virtual:texts/fr`: the texts of a language as the pages want them, one script for each, and `virtual:texts/keys`: the
 * keys of them all, which are half of it and are loaded once.
 */
function texts(): Plugin {
  const prefix = "virtual:texts/";
  return {
    name: "texts",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const wanted = id.slice(prefix.length + 1);
      const entries = LANGUAGES.map((language) => entriesOf(language, (file) => !NOT_FOR_PAGES.includes(file)));
      const keys = [...new Set(entries.flatMap((each) => Object.keys(each)))];
      const own = entries[(LANGUAGES as readonly string[]).indexOf(wanted)];
      return `export default ${JSON.stringify(own === undefined ? keys : keys.map((key) => own[key] ?? 0))}`;
    },
  };
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of await filesIn(source))
      hash
        .update(file)
        .update("\0")
        .update(await readFile(join(PROJECT, file)));
  }
  return hash.digest("hex");
}

/** The files below a path of the project, sorted, or the path itself when it is a file. */
async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(join(PROJECT, path), { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)))
    .sort();
}
