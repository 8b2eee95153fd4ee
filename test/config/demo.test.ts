import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openConfiguration } from "../../src/config/configuration.ts";
import { writeDemonstration } from "../../src/config/demo.ts";
import { type Places, placesIn } from "../../src/places.ts";

let folder: string;
let places: Places;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relais-demo-"));
  places = placesIn(join(folder, "data"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the demonstration is a valid configuration without a warning, whose passwords are those of its server", async () => {
  const login = await writeDemonstration(places, { ftpPort: 2199 });
  const configuration = await openConfiguration({
    file: places.config,
    secretKeyFile: places.secretKey,
    environment: {},
  });
  expect(configuration.warnings).toEqual([]);
  const { connections, resources, sets } = configuration.current;
  expect(connections).toMatchObject([{ id: "LAN01", address: "127.0.0.1", port: 2199, valid: true }]);
  expect(resources).toMatchObject([
    { id: "R00001", kind: "ftp-folder", connection: "LAN01", user: login.user },
    { id: "R00002", kind: "ftp-set", connection: "LAN01", set: "Releves", user: login.user },
    { id: "R00003", kind: "ftp-catalog", connection: "LAN01", user: login.user, profile: "source" },
    { id: "R00004", kind: "ftp-report", connection: "LAN01", user: login.user, profile: "source" },
    { id: "R00010", kind: "point", type: "analog", functions: [{ id: "F0001" }] },
    { id: "R00011", kind: "point", type: "digital" },
    { id: "R00012", kind: "point", type: "analog" },
  ]);
  expect(sets).toEqual([
    {
      label: "Releves",
      elements: ["easy.JRNL", "Net.FlashDisk", "easy.RESS.R00010.Value", "easy.RESS.R00011.BilanWeek"],
    },
  ]);
  for (const resource of resources) {
    if ("password" in resource) expect(configuration.password(resource)).toBe(login.password);
  }
  expect(await readFile(places.config, "utf8")).not.toContain(login.password);
  expect((await stat(places.config)).mode & 0o777).toBe(0o600);
});

test("there are files worth sending, in a sub-folder too, the same each time", async () => {
  await writeDemonstration(places, { ftpPort: 2121 });
  const files = await readdir(places.flashDisk, { recursive: true });
  expect(files).toContain(join("releves", "2026-11-02.csv"));
  const readings = await readFile(join(places.flashDisk, "releves", "2026-11-02.csv"), "utf8");
  expect(readings.split("\r\n")).toHaveLength(1 + 96 + 1);
  expect(readings).not.toMatch(/NaN|undefined/);

  const again = placesIn(join(folder, "again"));
  await writeDemonstration(again, { ftpPort: 2121 });
  expect(await readFile(join(again.flashDisk, "releves", "2026-11-02.csv"), "utf8")).toBe(readings);
});

test("the password can be chosen", async () => {
  expect(await writeDemonstration(places, { ftpPort: 2121, password: "chosen" })).toEqual({
    user: "easy",
    password: "chosen",
  });
});

test("a configuration that is there is never replaced", async () => {
  await writeDemonstration(places, { ftpPort: 2121 });
  const text = await readFile(places.config, "utf8");
  await expect(writeDemonstration(places, { ftpPort: 2122 })).rejects.toThrow("exists already");
  expect(await readFile(places.config, "utf8")).toBe(text);
});

test("a catalog waits on the server, in Windows-1251", async () => {
  await writeDemonstration(places, { ftpPort: 2121 });
  const catalog = await readFile(join(places.ftpRoot, "ObmenFTP", "POS.spr"));
  expect(new TextDecoder("windows-1251").decode(catalog)).toContain(";Молоко 3,2 % 1 л;");
});
