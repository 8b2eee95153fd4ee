import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkData, checkFile, checkText } from "../../src/config/check.ts";
import { MAX_BYTES } from "../../src/config/document.ts";
import { FAULTS, type FaultCode } from "../../src/config/faults.ts";

const environment = { FTP_PASSWORD: "canary" };

const VALID = `\
connections:
  - id: LAN01
    address: 127.0.0.1
    port: 2121
resources:
  - id: R00001
    kind: ftp-folder
    connection: LAN01
    user: easy
    password: \${FTP_PASSWORD}
    folder: easy.JRNL
  - id: R00002
    kind: ftp-set
    connection: LAN01
    set: Releves
sets:
  - label: Releves
    elements: [easy.JRNL, easy.RESS.R00010.FNCT.F0001]
folders:
  - path: Net.Share
    memory: true
`;

/** The valid text with one change, and the only fault it must then have. */
type Row = [change: [from: string, to: string], code: FaultCode, path: string, line: number];

/** A point before the set, from line 12 on. */
const point = (members: string): Row[0] => [
  "  - id: R00002",
  `  - id: R00010\n    kind: point\n    ${members}\n  - id: R00002`,
];

/** A digital point whose value is driven. */
const digital = (drive: string): Row[0] => point(`type: digital\n    inputs: { Value: ${drive} }`);

/** The same, driven by links. */
const links = (rows: readonly [link: string, code: FaultCode][]): Row[] =>
  rows.map(([link, code]) => [
    digital(`{ link: ${JSON.stringify(link)} }`),
    code,
    "/resources/1/inputs/Value/link",
    15,
  ]);

/** A resource of the till before the set, from line 12 on. */
const till = (kind: string, members: string): Row[0] => [
  "  - id: R00002",
  `  - id: R00003\n    kind: ${kind}\n    connection: LAN01\n    ${members}\n  - id: R00002`,
];
const catalog = (remote: string, members: string): Row[0] =>
  till("ftp-catalog", `remoteFile: "${remote}"\n    ${members}`);
const report = (members: string): Row[0] =>
  till("ftp-report", `remoteFile: POS.rep\n    localFile: Net.FlashDisk/POS.rep\n    ${members}`);

/** A profile at the end, from line 22 on. */
const profile = (members: string): Row[0] => ["folders:", `profiles:\n  - name: own\n    ${members}\nfolders:`];

const ROWS: Row[] = [
  [catalog("POS.spr", "localFile: Net.FlashDisk"), "devicePathForm", "/resources/1/localFile", 16],
  [
    catalog("POS.spr", "localFile: Net.FlashDisk/a\n    loadFlag: Net.FlashDisk/a"),
    "samePath",
    "/resources/1/loadFlag",
    17,
  ],
  [catalog("*/POS.spr", "localFile: Net.FlashDisk/a"), "remotePattern", "/resources/1/remoteFile", 15],
  [catalog("pos*.aif", "localFile: Net.FlashDisk/a"), "patternLocal", "/resources/1/localFile", 16],
  [report("profile: nobodys"), "profileMissing", "/resources/1/profile", 17],
  [report("producer: set"), "reportSet", "/resources/1/set", 12],
  [profile("catalog: { ready: marker-present, marker: flag }"), "profileMarker", "/profiles/0/catalog/marker", 21],
  [profile("catalog: { taken: marked }"), "profileMark", "/profiles/0/catalog/mark", 21],
  [profile("request: { dates: dd.MM }"), "profileDates", "/profiles/0/request/dates", 21],
  [["set: Releves\n", "set: Releves\n    fileName: '{day}.csv'\n"], "fileNameToken", "/resources/1/fileName", 16],
  [
    ["set: Releves\n", "set: Releves\n    csv: { timeZone: Here }\n"],
    "timeZoneUnknown",
    "/resources/1/csv/timeZone",
    16,
  ],
  [["    port: 2121", "\tport: 2121"], "yamlTab", "", 4],
  [["    port: 2121", "   port: 2121"], "yamlMissing", "", 4],
  [["    port: 2121", "     port: 2121"], "yamlIndent", "", 3],
  [["127.0.0.1", '"127.0.0.1'], "yamlMissing", "", 22],
  [["resources:", "---\nresources:"], "yamlDocuments", "", 5],
  [["127.0.0.1", "@canary"], "yamlSyntax", "", 3],
  [["127.0.0.1", "!canary x"], "yamlSyntax", "", 3],
  [["127.0.0.1", "*canary"], "yamlAlias", "", 3],
  [["    port: 2121", "    port: 2121\n    port: 21"], "duplicateKey", "/connections/0/port", 5],
  [["folders:", "sets:"], "duplicateKey", "/sets", 19],
  [["    port: 2121", "    port: 2121\n    bogus: 1"], "unknownMember", "/connections/0/bogus", 5],
  [["folder: easy.JRNL", "folder: easy.JRNL\n    set: Releves"], "unknownMember", "/resources/0/set", 12],
  [
    ["folder: easy.JRNL", "folder: easy.JRNL\n    __proto__: { admin: true }"],
    "unknownMember",
    "/resources/0/__proto__",
    12,
  ],
  [["folders:", "folder:"], "unknownMember", "/folder", 19],
  [["    address: 127.0.0.1\n", ""], "missingMember", "/connections/0/address", 2],
  [["    folder: easy.JRNL\n", ""], "missingMember", "/resources/0/folder", 6],
  [["    kind: ftp-set\n", ""], "missingMember", "/resources/1/kind", 12],
  [["kind: ftp-set", "kind: ftp-nope"], "unknownKind", "/resources/1/kind", 13],
  [["kind: ftp-set", "kind: 5"], "unknownKind", "/resources/1/kind", 13],
  [["user: easy", "user: 12345"], "textExpected", "/resources/0/user", 9],
  [["user: easy", "user: easy\n    passive: 1"], "booleanExpected", "/resources/0/passive", 10],
  [["port: 2121", 'port: "2121"'], "integerExpected", "/connections/0/port", 4],
  [["[easy.JRNL, easy.RESS.R00010.FNCT.F0001]", "easy.JRNL"], "listExpected", "/sets/0/elements", 18],
  [["user: easy", "user: easy\n    events: true"], "objectExpected", "/resources/0/events", 10],
  [["port: 2121", "security: some"], "notAllowed", "/connections/0/security", 4],
  [["user: easy", "afterSend: burn"], "notAllowed", "/resources/0/afterSend", 9],
  [["memory: true", "memory: false"], "notAllowed", "/folders/0/memory", 21],
  [["id: R00001", "id: R1"], "wrongForm", "/resources/0/id", 6],
  [["address: 127.0.0.1", 'address: ""'], "tooShort", "/connections/0/address", 3],
  [["port: 2121", `label: ${"x".repeat(65)}`], "tooLong", "/connections/0/label", 4],
  [["port: 2121", "port: 0"], "tooSmall", "/connections/0/port", 4],
  [["port: 2121", "port: 65536"], "tooBig", "/connections/0/port", 4],
  [["port: 2121", "activePorts: [5000]"], "tooFew", "/connections/0/activePorts", 4],
  [["port: 2121", "activePorts: [5000, 5001, 5002]"], "tooMany", "/connections/0/activePorts", 4],
  [["port: 2121", "activePorts: [5001, 5000]"], "portsReversed", "/connections/0/activePorts", 4],
  [["id: R00002", "id: R00001"], "duplicate", "/resources/1/id", 12],
  [["folders:", "  - label: Releves\nfolders:"], "duplicate", "/sets/1/label", 19],
  [["user: easy", 'user: "easy\\r\\nDELE x"'], "controlCharacter", "/resources/0/user", 9],
  [["user: easy", 'remoteFolder: "/a\\0b"'], "controlCharacter", "/resources/0/remoteFolder", 9],
  [["password: ", 'password: "can\\nary" # '], "controlCharacter", "/resources/0/password", 10],
  [["127.0.0.1", "256.1.1.1"], "addressForm", "/connections/0/address", 3],
  [["folder: easy.JRNL", "folder: ../etc"], "devicePathForm", "/resources/0/folder", 11],
  [["folder: easy.JRNL", "folder: Net.FlashDisk/../x"], "devicePathForm", "/resources/0/folder", 11],
  [["[easy.JRNL,", "[/etc/passwd,"], "devicePathForm", "/sets/0/elements/0", 18],
  [["user: easy", "archiveFolder: ../x"], "storePathForm", "/resources/0/archiveFolder", 9],
  [["    memory: true\n", ""], "folderTarget", "/folders/0", 20],
  [["memory: true", "memory: true\n    directory: /srv"], "folderTarget", "/folders/0", 20],
  [["Net.Share", "Net.FlashDisk"], "folderReserved", "/folders/0/path", 20],
  [["Net.Share", "easy.RESS.R00010.BilanWeek"], "folderReserved", "/folders/0/path", 20],
  [point("limits: { low: deep }"), "numberExpected", "/resources/1/limits/low", 14],
  [point("limits: { low: 2, high: 1 }"), "limitsReversed", "/resources/1/limits", 14],
  [point("constant: 1\n    signal: { shape: sine }"), "pointSources", "/resources/1/signal", 15],
  [point("type: digital\n    constant: 1"), "pointConstant", "/resources/1/constant", 15],
  [point("constant: text"), "pointConstant", "/resources/1/constant", 14],
  [point("constant: []"), "notAllowed", "/resources/1/constant", 14],
  [point("type: text\n    signal: { shape: sine }"), "pointTextSignal", "/resources/1/signal", 15],
  [point("type: text\n    limits: { low: 1 }"), "pointAnalogLimits", "/resources/1/limits", 15],
  [
    point("functions: [{ id: F0001, kind: trace }, { id: F0001, kind: trace }]"),
    "duplicate",
    "/resources/1/functions/1/id",
    14,
  ],
  [point("inputs: { value: { every: 5 } }"), "unknownMember", "/resources/1/inputs/value", 14],
  [point("inputs: { Value: { every: x } }"), "integerExpected", "/resources/1/inputs/Value/every", 14],
  [point("inputs: { Value: {} }"), "notAllowed", "/resources/1/inputs/Value", 14],
  [point("inputs: { Send: { every: 5 } }"), "inputUnknown", "/resources/1/inputs/Send", 14],
  [point("inputs: { Value: { every: 5 } }"), "digitalInputExpected", "/resources/1/inputs/Value", 14],
  ...links([
    ["20", "linkVariableExpected"],
    ["R00001.FilesDone 20", "linkOperatorExpected"],
    ["R00001.FilesDone > true", "linkNumberExpected"],
    ["R00001.FilesDone = on", "linkOperandExpected"],
    ["R00001.LastReply = 'on", "linkQuoteExpected"],
    ["R00001.FilesDone > 20 > 20", "linkEndExpected"],
    ["R00003.Value > 20", "linkSourceMissing"],
    ["R00001.Value > 20", "linkSourceUnknown"],
    ["R00001.FilesDone", "linkTypes"],
    ["R00001.LastReply > 20", "linkOperand"],
    ["R00010.Value", "linkLoop"],
  ]),
  [digital("{ cron: 61 * * * * }"), "cronSyntax", "/resources/1/inputs/Value/cron", 15],
  [digital("{ cron: 0 0 31 2 * }"), "cronNever", "/resources/1/inputs/Value/cron", 15],
  [digital("{ cron: 0 6 * * *, timeZone: Paris }"), "timeZoneUnknown", "/resources/1/inputs/Value/timeZone", 15],
  [point("inputs: { Value: { link: R00001.FilesDone } }\n    constant: 1"), "pointDriven", "/resources/1/constant", 15],
  [["port: 2121", "mode: server"], "fixedMember", "/connections/0/mode", 4],
  [["port: 2121", "application: SMTP"], "fixedMember", "/connections/0/application", 4],
  [["port: 2121", "autoStart: 1"], "booleanExpected", "/connections/0/autoStart", 4],
  [["port: 2121", "autoStart: true"], "autoStart", "/connections/0/autoStart", 4],
  [["connection: LAN01\n    user", "connection: LAN02\n    user"], "connectionMissing", "/resources/0/connection", 8],
  [["set: Releves", "set: Autres"], "setMissing", "/resources/1/set", 15],
  [["FTP_PASSWORD", "OTHER"], "variableUnset", "/resources/0/password", 10],
];

describe("every fault is named with its path and line, and without values", () => {
  test.each(ROWS)("%j is %s at %s, line %i", (change, code, path, line) => {
    const text = VALID.replace(...change);
    expect(text).not.toBe(VALID);
    const { config, faults } = checkText(text, { environment });
    expect(faults.map((fault) => [fault.code, fault.path, fault.line])).toEqual([[code, path, line]]);
    expect(config === undefined).toBe(FAULTS[code] === "error");
    expect(JSON.stringify(faults)).not.toContain("canary");
  });

  test("the table shows every fault that a file can have", () => {
    const byChanges = ["notFound", "alreadyExists", "inUse", "changedOnDisk", "changedMeanwhile"];
    const elsewhere = ["tooLarge", "notUtf8", "yamlDepth"];
    const shown = new Set([...ROWS.map(([, code]) => code), ...byChanges, ...elsewhere]);
    expect(Object.keys(FAULTS).filter((code) => !shown.has(code))).toEqual([]);
  });

  test("several faults are all told, of form and of meaning, in order of lines", () => {
    const text = VALID.replace("id: R00002", "id: R00001")
      .replace("port: 2121", "port: x")
      .replace("easy.JRNL\n", "..\n");
    const codes = checkText(text, { environment }).faults.map((fault) => fault.code);
    expect(codes).toEqual(["integerExpected", "devicePathForm", "duplicate"]);
  });

  test("messages are English and complete", () => {
    const [fault] = checkText(VALID.replace("ftp-set", "ftp-nope"), { environment }).faults;
    expect(fault?.message).toBe(
      "Unknown kind of resource; the known ones are: ftp-folder, ftp-set, ftp-catalog, ftp-report, point.",
    );
  });
});

describe("what is right", () => {
  test("has no fault, and its defaults", () => {
    const { config, faults } = checkText(VALID, { environment });
    expect(faults).toEqual([]);
    expect(config?.connections[0]).toMatchObject({ valid: true, sessions: 4, security: "none" });
    expect(config?.resources[0]).toMatchObject({
      recursive: true,
      events: { success: true, error: true, fault: false },
    });
  });

  test.each(["", "# only a comment\n", "connections:\nsets: []\n", "{}\n"])("%j is an empty configuration", (text) => {
    expect(checkText(text, { environment })).toEqual({
      config: { connections: [], resources: [], sets: [], folders: [], profiles: [] },
      faults: [],
    });
  });

  test("the fixed members of an import are set aside, whatever their case", () => {
    const text = VALID.replace(
      "port: 2121",
      "port: 2121\n    autoStart: false\n    mode: Client\n    application: ftp",
    );
    const { config, faults } = checkText(text, { environment });
    expect(faults).toEqual([]);
    expect(config?.connections[0]).not.toHaveProperty("mode");
  });

  test("anchors and aliases may be used", () => {
    const text = VALID.replace("user: easy", "user: &user easy").replace(
      "set: Releves",
      "set: Releves\n    user: *user",
    );
    expect(checkText(text, { environment }).config?.resources[1]).toMatchObject({ user: "easy" });
  });

  test.each([
    "192.168.1.9",
    "::1",
    "fe80::1%eth0",
    "gtb",
    "gtb.example.org",
    "gtb.example.org.",
    "ftp_server.lan",
    "сервер.example",
    "ftp://gtb.example.org",
    "FTP://192.168.1.9:2121",
    "ftp://[2001:db8::1]:21",
  ])("the address %s is accepted", (address) => {
    expect(faultsOfAddress(address)).toEqual([]);
  });

  test.each([
    "1.2.3",
    "1.2.3.4.5",
    "a b",
    "-gtb",
    "gtb..lan",
    "gtb:21",
    "http://gtb",
    "ftp://",
    "ftp://user@gtb",
    "ftp://user:canary@gtb",
    "ftp://gtb/folder",
    "ftp://gtb:0",
    "ftp://gtb:65536",
    "ftp://[gtb]",
    "ftp://::1",
    `${"a".repeat(64)}.lan`,
  ])("the address %s is refused", (address) => {
    expect(faultsOfAddress(address)).toEqual(["addressForm"]);
  });

  function faultsOfAddress(address: string): string[] {
    return checkData({ connections: [{ id: "LAN01", address }] }, { environment }).faults.map((fault) => fault.code);
  }
});

describe("what is meant to do harm", () => {
  test("an alias bomb is refused", () => {
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (const [last, next] of ["ab", "bc", "cd", "de", "ef", "fg", "gh"]) {
      bomb += `${next}: &${next} [${Array(9).fill(`*${last}`).join(", ")}]\n`;
    }
    expect(checkText(bomb, { environment }).faults).toMatchObject([{ code: "yamlAlias" }]);
  });

  test("deep nesting is refused", () => {
    expect(checkText("[".repeat(100_000), { environment }).faults).toMatchObject([{ code: "yamlDepth" }]);
  });

  test("a text beyond the limit is refused before it is read", () => {
    expect(checkText("#".repeat(MAX_BYTES + 1), { environment }).faults).toMatchObject([{ code: "tooLarge" }]);
  });

  test("half a character is refused", () => {
    expect(checkText('a: "\ud800"', { environment }).faults).toMatchObject([{ code: "notUtf8" }]);
  });

  test.each(["5", "[]", "text", "- id: LAN01"])("%j instead of sections is one fault", (text) => {
    expect(checkText(text, { environment }).faults).toMatchObject([{ code: "objectExpected", path: "", line: 1 }]);
  });
});

describe("a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "relais-config-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("that is missing is an empty configuration", async () => {
    const checked = await checkFile(join(folder, "none.yaml"), { environment });
    expect(checked).toMatchObject({ config: { connections: [] }, faults: [], content: undefined });
  });

  test("with a byte order mark is read", async () => {
    await writeFile(join(folder, "bom.yaml"), `\uFEFF${VALID}`);
    expect((await checkFile(join(folder, "bom.yaml"), { environment })).faults).toEqual([]);
  });

  test("that is not UTF-8, or too large, is refused", async () => {
    await writeFile(join(folder, "latin1.yaml"), Buffer.from("label: Relev\xe9s", "latin1"));
    expect((await checkFile(join(folder, "latin1.yaml"), { environment })).faults).toMatchObject([{ code: "notUtf8" }]);
    await writeFile(join(folder, "large.yaml"), "#".repeat(MAX_BYTES + 1));
    expect((await checkFile(join(folder, "large.yaml"), { environment })).faults).toMatchObject([{ code: "tooLarge" }]);
  });
});
