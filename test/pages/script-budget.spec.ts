import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const ASSETS = join(import.meta.dirname, "../../dist/web/assets");
const LIMIT_BYTES = 150_000;

test("all scripts of all pages in all languages are less than 150 kB, compressed", async () => {
  const scripts = (await readdir(ASSETS)).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(ASSETS, name))).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
});
