import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Versions, versionOf } from "../../src/config/versions.ts";

async function opened(): Promise<{ folder: string; versions: Versions }> {
  const base = await mkdtemp(join(tmpdir(), "relais-versions-"));
  onTestFinished(() => rm(base, { recursive: true }));
  const folder = join(base, "versions");
  return { folder, versions: new Versions(folder, systemClock) };
}

test("the last 50 are kept, newest first, for their owner alone", async () => {
  const { folder, versions } = await opened();
  expect(await versions.list()).toEqual([]);
  for (let n = 1; n <= 52; n += 1) await versions.keep(Buffer.from(`# ${n}\n`), "http:anne", `R${n}`);
  const list = await versions.list();
  expect(list.map(({ item }) => item)).toEqual(Array.from({ length: 50 }, (_, index) => `R${52 - index}`));
  expect(list[0]).toMatchObject({ version: versionOf(Buffer.from("# 52\n")), by: "http:anne" });
  const [name = ""] = await readdir(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

test("a text comes back to the byte, and the newest one again is no further version", async () => {
  const { versions } = await opened();
  const text = "# été\r\nsets: []\n";
  await versions.keep(Buffer.from(text), "file", "config.yaml");
  await versions.keep(Buffer.from(text), "http:anne", "R00001");
  expect(await versions.list()).toHaveLength(1);
  expect(await versions.text(versionOf(Buffer.from(text)))).toBe(text);
  expect(await versions.text("000000000000")).toBeUndefined();
});
