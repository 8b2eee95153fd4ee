// biome-ignore-all lint/suspicious/noTemplateCurlyInString: passwords name variables of the environment like this
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConfigChange, ConfigRefused, openConfiguration } from "../../src/config/configuration.ts";
import type { Config } from "../../src/config/schema.ts";
import type { FtpFolderConfig } from "../../src/resources/ftp-folder/schema.ts";
import type { FtpSetConfig } from "../../src/resources/ftp-set/schema.ts";

const CANARY = "canary-4711";

const TEXT = `\
# Site north

connections:
  # the supervision's server
  - id: LAN01 # first floor
    address: 127.0.0.1
    port: 2121 # not 21
  - id: LAN02
    address: gtb.example.org
resources:
  - id: R00001
    kind: ftp-folder
    label: "Journal"
    connection: LAN01
    user: easy
    password: \${FTP_PASSWORD} # of the environment
    folder: Net.Share/logs
    events: { success: false } # quiet
  # the readings
  - id: R00002
    kind: ftp-set
    connection: LAN01
    set: Releves
sets:
  - label: Releves
    elements: [easy.JRNL] # all of it
folders:
  - path: Net.Share
    memory: true

# the end
`;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relais-config-"));
  file = join(folder, "config.yaml");
  await writeFile(file, TEXT);
});
afterEach(() => rm(folder, { recursive: true }));

const open = (environment: Record<string, string> = { FTP_PASSWORD: CANARY }) =>
  openConfiguration({ file, secretKeyFile: join(folder, "secret.key"), environment });
const onDisk = () => readFile(file, "utf8");

async function refusal(change: Promise<unknown>): Promise<ConfigRefused> {
  const error: unknown = await change.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigRefused);
  return error as ConfigRefused;
}

describe("reading", () => {
  test("a missing file is an empty configuration, made by the first change with mode 0600", async () => {
    await rm(file);
    const configuration = await open();
    expect(configuration.current).toEqual({ connections: [], resources: [], sets: [], folders: [], profiles: [] });
    await configuration.put("sets", { label: "Releves", elements: ["easy.JRNL"] }, "test", { mustExist: false });
    expect(await onDisk()).toBe("sets:\n  - label: Releves\n    elements:\n      - easy.JRNL\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("a wrong file opens nothing and names every fault with its line", async () => {
    await writeFile(file, TEXT.replace("port: 2121", "port: x").replace("kind: ftp-set", "kind: nope"));
    const { faults } = await refusal(open());
    expect(faults.map(({ code, line }) => [code, line])).toEqual([
      ["integerExpected", 7],
      ["unknownKind", 21],
    ]);
  });

  test("what is doubtful opens with a warning", async () => {
    const { warnings } = await open({});
    expect(warnings).toMatchObject([{ code: "variableUnset", path: "/resources/0/password", line: 16 }]);
  });
});

describe("a change", () => {
  test("touches only what differs: comments, order and quotes stay", async () => {
    const configuration = await open();
    const connection = configuration.current.connections[0];
    await configuration.put("connections", { ...connection, port: 2122 }, "test", { mustExist: true });
    expect(await onDisk()).toBe(TEXT.replace("port: 2121 #", "port: 2122 #"));
  });

  test("spells out no default that was left out, and drops what is left out now", async () => {
    const configuration = await open();
    const { password: _, user: __, ...withoutUser } = configuration.current.resources[0] as FtpFolderConfig;
    const events = { success: true, error: true, fault: false };
    await configuration.put("resources", { ...withoutUser, events }, "test", { mustExist: true });
    const text = await onDisk();
    expect(text).toContain("password: ${FTP_PASSWORD} # of the environment\n    folder: Net.Share/logs\n");
    expect(text).toContain("events: { success: true } # quiet");
    expect(text).not.toContain("user:");
    expect(text).not.toContain("recursive");
  });

  test("adds at the end of its section and removes with its own comment only", async () => {
    const configuration = await open();
    await configuration.put("connections", { id: "LAN03", address: "::1" }, "test", { mustExist: false });
    expect(await configuration.remove("resources", "R00002", "test")).toBe(true);
    const text = await onDisk();
    expect(text).toContain("    address: gtb.example.org\n  - id: LAN03\n    address: ::1\n");
    expect(text).not.toContain("the readings");
    for (const comment of [
      "Site north",
      "supervision's",
      "first floor",
      "of the environment",
      "all of it",
      "the end",
    ]) {
      expect(text).toContain(comment);
    }
  });

  test("is told once it is saved, with what was before", async () => {
    const configuration = await open();
    const told: ConfigChange[] = [];
    const before = configuration.current;
    configuration.changes$.subscribe((change) => {
      expect(configuration.current).toBe(change.after);
      told.push(change);
    });
    await configuration.remove("connections", "LAN02", "http:admin");
    expect(told).toHaveLength(1);
    expect(told[0]?.before).toBe(before);
    expect(told[0]?.after.connections.map(({ id }) => id)).toEqual(["LAN01"]);
    expect(told[0]).toMatchObject({ item: "LAN02", by: "http:admin" });
    expect(await onDisk()).not.toContain("LAN02");
  });

  test("that leaves an item as it is writes nothing and tells nobody", async () => {
    const configuration = await open();
    const told: string[] = [];
    configuration.changes$.subscribe(({ by }) => told.push(by));
    const [connection] = configuration.current.connections;
    await configuration.put("connections", connection, "test", { mustExist: true });
    expect(told).toEqual([]);
    expect(await onDisk()).toBe(TEXT);
    await configuration.put("connections", { ...connection, label: "North" }, "test", { mustExist: true });
    expect(told).toEqual(["test"]);
  });

  test("is taken after the one before it", async () => {
    const configuration = await open();
    const ids = Array.from({ length: 10 }, (_, index) => `NEW${index}`);
    await Promise.all(
      ids.map((id) => configuration.put("connections", { id, address: "h" }, "test", { mustExist: false })),
    );
    expect(configuration.current.connections.map(({ id }) => id)).toEqual(["LAN01", "LAN02", ...ids]);
    expect((await open()).current).toEqual(configuration.current);
  });

  test("of what is shared by an alias leaves the other as it was", async () => {
    await writeFile(
      file,
      TEXT.replace("user: easy", "user: &u easy").replace("set: Releves", "set: Releves\n    user: *u"),
    );
    const configuration = await open();
    await configuration.put("resources", { ...configuration.current.resources[0], user: "other" }, "test", {
      mustExist: true,
    });
    expect(configuration.current.resources).toMatchObject([{ user: "other" }, { user: "easy" }]);
  });

  test("may change the kind of a resource", async () => {
    const configuration = await open();
    const resource = { id: "R00001", kind: "ftp-set", connection: "LAN01", set: "Releves" };
    await configuration.put("resources", resource, "test", { mustExist: true });
    expect(configuration.current.resources[0]).toMatchObject({ ...resource, password: "${FTP_PASSWORD}" });
  });

  test("forgets the password when the new kind of a resource has none", async () => {
    const configuration = await open();
    await configuration.put("resources", { id: "R00001", kind: "point" }, "test", { mustExist: true });
    expect(configuration.current.resources[0]).toMatchObject({ id: "R00001", kind: "point", type: "analog" });
    expect(configuration.current.resources[0]).not.toHaveProperty("password");
  });
});

describe("a wrong change names every fault and changes nothing", () => {
  const cases: [
    what: string,
    section: "connections" | "resources" | "sets",
    item: unknown,
    mustExist: boolean,
    faults: unknown,
  ][] = [
    ["no object", "sets", [], false, [["objectExpected", "/sets"]]],
    ["null", "sets", null, false, [["objectExpected", "/sets"]]],
    ["an id that exists", "connections", { id: "LAN01", address: "h" }, false, [["alreadyExists", "/connections"]]],
    ["an id that does not", "connections", { id: "LAN09", address: "h" }, true, [["notFound", "/connections"]]],
    [
      "nothing in it",
      "connections",
      {},
      false,
      [
        ["missingMember", "/connections/2/id"],
        ["missingMember", "/connections/2/address"],
      ],
    ],
    [
      "wrong members",
      "resources",
      { id: "R00001", kind: "ftp-folder", connection: "LAN01", folder: "..", user: "a\nb", set: "x", password: CANARY },
      true,
      [
        ["unknownMember", "/resources/0/set"],
        ["devicePathForm", "/resources/0/folder"],
        ["controlCharacter", "/resources/0/user"],
      ],
    ],
    [
      "a password of two lines",
      "resources",
      { id: "R00001", kind: "ftp-folder", connection: "LAN01", folder: "easy", password: `${CANARY}\nDELE` },
      true,
      [["controlCharacter", "/resources/0/password"]],
    ],
    [
      "a key of the prototype",
      "sets",
      JSON.parse('{"label": "x", "__proto__": {"admin": true}}'),
      false,
      [["unknownMember", "/sets/1/__proto__"]],
    ],
    ["half a character", "sets", { label: "\ud800" }, false, [["controlCharacter", "/sets/1/label"]]],
  ];

  test.each(cases)("%s", async (_, section, item, mustExist, faults) => {
    const configuration = await open();
    const before = configuration.current;
    let told = 0;
    configuration.changes$.subscribe(() => told++);
    const refused = await refusal(configuration.put(section, item, "test", { mustExist }));
    expect(refused.faults.map(({ code, path }) => [code, path])).toEqual(faults);
    expect(refused.faults.every(({ line }) => line === undefined)).toBe(true);
    expect(`${refused.message} ${refused.stack} ${JSON.stringify(refused.faults)}`).not.toContain(CANARY);
    expect(configuration.current).toBe(before);
    expect(await onDisk()).toBe(TEXT);
    expect(told).toBe(0);
    expect(await readdir(folder)).toEqual(["config.yaml"]);
  });

  test.each([
    ["connections", "LAN01", ["/resources/0/connection", "/resources/1/connection"]],
    ["sets", "Releves", ["/resources/1/set"]],
    ["folders", "Net.Share", ["/resources/0/folder"]],
  ] as const)("removing %s %s while it is in use", async (section, id, paths) => {
    const { faults } = await refusal((await open()).remove(section, id, "test"));
    expect(faults.map(({ code, path }) => [code, path])).toEqual(paths.map((path) => ["inUse", path]));
    expect(await onDisk()).toBe(TEXT);
  });

  test("removing what is not there answers false", async () => {
    expect(await (await open()).remove("connections", "LAN09", "test")).toBe(false);
  });

  test.each(["edited", "removed"])("a file %s by hand meanwhile is not overwritten", async (how) => {
    const configuration = await open();
    if (how === "edited") await writeFile(file, `${TEXT}# by hand\n`);
    else await rm(file);
    const { faults } = await refusal(configuration.remove("connections", "LAN02", "test"));
    expect(faults).toMatchObject([{ code: "changedOnDisk" }]);
    expect(configuration.current.connections).toHaveLength(2);
    if (how === "edited") expect(await onDisk()).toBe(`${TEXT}# by hand\n`);
  });

  test("a change after a refused one is taken", async () => {
    const configuration = await open();
    await refusal(configuration.put("sets", {}, "test", { mustExist: false }));
    await configuration.put("sets", { label: "B" }, "test", { mustExist: false });
    expect(configuration.current.sets).toEqual([
      { label: "Releves", elements: ["easy.JRNL"] },
      { label: "B", elements: [] },
    ]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that cannot be written is a failure of the media", async () => {
    const configuration = await open();
    await chmod(folder, 0o500);
    await expect(configuration.remove("connections", "LAN02", "test")).rejects.toMatchObject({
      failure: "localWriteFailed",
    });
    await chmod(folder, 0o700);
    expect(configuration.current.connections).toHaveLength(2);
  });
});

describe("passwords", () => {
  const resource = { id: "R00003", kind: "ftp-set", connection: "LAN01", set: "Releves", user: "easy" };
  const third = (configuration: { current: Config }) => configuration.current.resources[2] as FtpSetConfig;

  test("one given in clear is stored encrypted and read back after a restart", async () => {
    const configuration = await open();
    await configuration.put("resources", { ...resource, password: CANARY }, "test", { mustExist: false });
    expect(third(configuration).password).toMatch(/^enc:v1:/);
    expect(await onDisk()).not.toContain(CANARY);
    expect((await stat(join(folder, "secret.key"))).mode & 0o777).toBe(0o600);
    const again = await open();
    expect(again.password(third(again))).toBe(CANARY);
  });

  test("one left out of a replacement, or shown as set, keeps the stored one", async () => {
    const configuration = await open();
    await configuration.put("resources", { ...resource, password: CANARY }, "test", { mustExist: false });
    const stored = third(configuration).password;
    await configuration.put("resources", { ...resource, user: "other" }, "test", { mustExist: true });
    await configuration.put("resources", { ...resource, passwordSet: true }, "test", { mustExist: true });
    expect(third(configuration).password).toBe(stored);
    await configuration.put("resources", { ...resource, password: "" }, "test", { mustExist: true });
    expect(configuration.password(third(configuration))).toBe("");
  });

  test.each(["${FTP_PASSWORD}", ""])("%j is stored as it is", async (password) => {
    const configuration = await open();
    await configuration.put("resources", { ...resource, password }, "test", { mustExist: false });
    expect(third(configuration).password).toBe(password);
    expect(configuration.password(third(configuration))).toBe(password === "" ? "" : CANARY);
  });

  test.each(["enc:canary", "enc:v2:AAAA", "$FTP_PASSWORD", "a${FTP_PASSWORD}", "${}"])(
    "%j is a password like any other",
    async (password) => {
      const configuration = await open();
      await configuration.put("resources", { ...resource, password }, "test", { mustExist: false });
      expect(third(configuration).password).toMatch(/^enc:v1:/);
      expect(configuration.password(third(configuration))).toBe(password);
    },
  );

  test("the secret of another resource cannot be used", async () => {
    const configuration = await open();
    await configuration.put("resources", { ...resource, password: CANARY }, "test", { mustExist: false });
    const moved = { ...resource, id: "R00004", password: third(configuration).password };
    await configuration.put("resources", moved, "test", { mustExist: false });
    expect(() => configuration.password(moved)).toThrow(expect.objectContaining({ failure: "passwordUnusable" }));
  });

  test("a variable that is not set, or holds two lines, cannot be used", async () => {
    const password = { id: "R00001", password: "${FTP_PASSWORD}" };
    const unset = await open({});
    expect(() => unset.password(password)).toThrow(expect.objectContaining({ failure: "passwordUnusable" }));
    const lines = await open({ FTP_PASSWORD: `${CANARY}\r\nDELE x` });
    expect(() => lines.password(password)).toThrow(
      expect.objectContaining({ message: "passwordUnusable (${FTP_PASSWORD})" }),
    );
  });
});
