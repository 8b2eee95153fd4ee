import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type PlayedController, playController } from "./played-controller.ts";
import { relais } from "./run-relais.ts";

const folder = mkdtempSync(join(tmpdir(), "relais-cli-files-"));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const RIGHT = `
connections:
  - { id: LAN01, address: 127.0.0.1 }
resources:
  - { id: R00001, kind: ftp-folder, connection: LAN01, user: easy, folder: easy.JRNL }
`;

describe("check", () => {
  it("a right file ends with 0", async () => {
    expect((await relais(["check", written("right.yaml", RIGHT)])).exit).toBe(0);
  });

  it("says every fault with its line and path, in the user's language", async () => {
    const file = written("wrong.yaml", RIGHT.replace("127.0.0.1", "''").replace("easy.JRNL", "7"));
    const { exit, out, err } = await relais(["check", file, "--lang", "fr"]);
    expect(exit).toBe(1);
    expect(out).toContain(`${file}:3: /connections/0/address: `);
    expect(out).toContain(`${file}:5: /resources/0/folder: `);
    expect(out).not.toContain("fault.");
    expect(err).toContain(`${out.trim().split("\n").length} erreurs à corriger`);
  });

  it("a warning alone ends with 0", async () => {
    const file = written("warned.yaml", RIGHT.replace("address", "autoStart: true, address"));
    const { exit, out } = await relais(["check", file]);
    expect(out).toContain("warning: ");
    expect(exit).toBe(0);
  });

  it("a missing file is not an empty configuration", async () => {
    expect((await relais(["check", join(folder, "none.yaml")])).exit).toBe(66);
  });
});

describe("export and import", () => {
  let controller: PlayedController;
  beforeEach(async () => {
    controller = await playController();
    controller.answers.set("/connections", { connections: [{ id: "LAN01", address: "127.0.0.1" }] });
    controller.answers.set("/device", { site: "Usine", timeZone: "Europe/Paris" });
    controller.answers.set("/sets", { sets: [{ label: "Relevés", elements: ["easy.JRNL"] }] });
    controller.answers.set("/profiles", { profiles: [] });
    controller.answers.set("/resources", {
      resources: [{ id: "R00001", user: "easy", passwordSet: true, live: { error: 0 } }],
    });
  });
  afterEach(() => controller.stop());

  it("export writes a file that import takes, without what only says how things are", async () => {
    const { exit, out } = await relais(["export"], { RELAIS_URL: controller.url });
    expect(exit).toBe(0);
    expect(parse(out)).toEqual({
      device: { site: "Usine", timeZone: "Europe/Paris" },
      connections: [{ id: "LAN01", address: "127.0.0.1" }],
      sets: [{ label: "Relevés", elements: ["easy.JRNL"] }],
      profiles: [],
      resources: [{ id: "R00001", user: "easy" }],
    });
  });

  it("import says that AutoStart does not count", async () => {
    const file = written("auto.yaml", "connections: [{ id: LAN02, autoStart: true }]\n");
    const { exit, err } = await relais(["import", file, "--lang", "fr"], { RELAIS_URL: controller.url });
    expect(exit).toBe(0);
    expect(err).toContain("AutoStart doit être dévalidé");
  });

  it("import of what is no configuration changes nothing and says where to look", async () => {
    const file = written("broken.yaml", "connections: [\n");
    const { exit, err } = await relais(["import", file], { RELAIS_URL: controller.url });
    expect(exit).toBe(1);
    expect(err).toContain(`relais check ${file}`);
    expect(controller.writes).toEqual([]);
  });

  it("import replaces what exists and creates what does not, connections first", async () => {
    const file = written(
      "import.yaml",
      "resources: [{ id: R00002 }]\ndevice: { site: Usine }\nsets: [{ label: Relevés }]\nconnections: [{ id: LAN01 }, { id: LAN02 }]\n",
    );
    expect((await relais(["import", file], { RELAIS_URL: controller.url })).exit).toBe(0);
    expect(controller.writes.map(({ call }) => call)).toEqual([
      "PUT /device",
      "PUT /connections/LAN01",
      "POST /connections",
      "PUT /sets/Relev%C3%A9s",
      "POST /resources",
    ]);
  });

  it("import says what was refused, goes on with the rest, and ends with 1", async () => {
    const file = written("partly.yaml", "connections: [{ id: LAN01, address: not an address }, { id: LAN02 }]\n");
    const { exit, err } = await relais(["import", file], { RELAIS_URL: controller.url });
    expect(exit).toBe(1);
    expect(err).toContain("LAN01: refused");
    expect(err).toContain("/address no address");
    expect(err).toContain("LAN02: created");
  });
});
