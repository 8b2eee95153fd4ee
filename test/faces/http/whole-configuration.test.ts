import { expect, test } from "vitest";
import type { FtpFolderConfig } from "../../../src/resources/ftp-folder/schema.ts";
import { CANARY, RESOURCE, serveConfigured } from "./served.ts";

const served = serveConfigured((text) => text.includes(CANARY) || text.includes("enc:"));

const ask = (method: string, path = "", body?: unknown) =>
  served().ask("installer", method, `/api/v1/configuration${path}`, body);
const password = () =>
  served().controller.configuration.password(served().controller.configuration.current.resources[0] as FtpFolderConfig);

test("the whole text is shown without passwords, given back with comments, and keeps them", async () => {
  const { body } = await ask("GET");
  expect(body.yaml).toContain("user: easy");
  expect(body.yaml).not.toContain("password");
  const yaml = `# the boiler room\n${body.yaml.replace("label: Journal", "label: Autre # was Journal")}`;
  const replaced = await ask("PUT", "", { yaml, version: body.version });
  expect(replaced.status).toBe(200);
  expect(replaced.body.yaml).toBe(yaml);
  expect(replaced.body.version).not.toBe(body.version);
  expect(served().controller.configuration.current.resources[0]).toMatchObject({ label: "Autre" });
  expect(password()).toBe(RESOURCE.password);
  expect((await ask("PUT", "", { yaml, version: body.version })).body.error.code).toBe("changedMeanwhile");
});

test("a password given in clear is stored encrypted, and one given as empty is taken out", async () => {
  const { yaml } = (await ask("GET")).body;
  await ask("PUT", "", { yaml: yaml.replace("user: easy", `user: easy\n    password: ${CANARY}-new`) });
  expect(password()).toBe(`${CANARY}-new`);
  expect(served().controller.configuration.current.resources[0]).toMatchObject({
    password: expect.stringMatching(/^enc:/),
  });
  await ask("PUT", "", { yaml: yaml.replace("user: easy", 'user: easy\n    password: ""') });
  expect(password()).toBe("");
});

test("a preview says what would change, and changes nothing", async () => {
  const { version, yaml } = (await ask("GET")).body;
  const given = yaml
    .replace("port: 2121", "port: 2122")
    .replace("user: easy", `user: easy\n    password: ${CANARY}-x`)
    .concat("sets:\n  - label: Nuit\n");
  const { status, body } = await ask("POST", "/preview", { yaml: given });
  expect(status).toBe(200);
  expect(body.faults).toEqual([]);
  expect(body.changes).toEqual([
    {
      section: "connections",
      item: "LAN01",
      change: "changed",
      members: [{ name: "port", before: 2121, after: 2122 }],
    },
    { section: "resources", item: "R00001", change: "changed", members: [{ name: "password" }] },
    {
      section: "sets",
      item: "Nuit",
      change: "added",
      members: [
        { name: "label", after: "Nuit" },
        { name: "elements", after: [] },
      ],
    },
  ]);
  const removed = await ask("POST", "/preview", { yaml: "" });
  expect(removed.body.changes.map(({ change }: { change: string }) => change)).toEqual(["removed", "removed"]);
  expect((await ask("GET")).body.version).toBe(version);
});

test("a wrong text names every fault with its line, in a preview and when it is given, and changes nothing", async () => {
  const before = (await ask("GET")).body;
  const yaml = "connections:\n  - id: LAN01\n    address: h\n    port: x\nresources:\n  - kind: nothing\n";
  const { body } = await ask("POST", "/preview", { yaml });
  expect(body.changes).toEqual([]);
  expect(body.faults.map(({ code, line }: { code: string; line: number }) => [code, line])).toEqual([
    ["integerExpected", 4],
    ["unknownKind", 6],
  ]);
  expect((await ask("POST", "/preview", { yaml: "a: [" })).body.faults).toHaveLength(1);
  const refused = await ask("PUT", "", { yaml });
  expect([refused.status, refused.body.error.details.length]).toEqual([400, 2]);
  expect((await ask("GET")).body).toEqual(before);
});

test("what was saved is kept, and comes back with its password", async () => {
  await served().ask("installer", "PUT", "/api/v1/resources/R00001", { ...RESOURCE, password: `${CANARY}-2` });
  const { versions } = (await ask("GET", "/versions")).body;
  expect(versions.map(({ item }: { item: string }) => item)).toEqual(["R00001", "R00001", "LAN01"]);
  expect(versions[0]).toMatchObject({ by: "http:installer", current: true });
  expect(versions[1].current).toBe(false);
  expect((await ask("GET", `/versions/${versions[1].version}`)).body.yaml).toContain("R00001");
  const restored = await ask("POST", `/versions/${versions[1].version}/restore`);
  expect(restored.body.version).toBe(versions[1].version);
  expect(password()).toBe(RESOURCE.password);
  const after = (await ask("GET", "/versions")).body.versions;
  expect(after.map(({ current }: { current: boolean }) => current)).toEqual([true, false, false, false]);
  expect((await ask("POST", "/versions/000000000000/restore")).status).toBe(404);
  expect((await ask("GET", "/versions/..%2f..%2fsecret.key")).status).toBe(404);
});
