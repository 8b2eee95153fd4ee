import { describe, expect, it } from "vitest";
import { importsOf, type SourceFile, sourceFiles } from "./source.ts";

const LEAVES = [
  "src/errors.ts",
  "src/clock.ts",
  "src/places.ts",
  "src/time-zone.ts",
  "src/calendar.ts",
  "src/log-lines.ts",
];

/**
 * What each room may name of the others, as the beginning of a path (`docs/architecture.md` draws it). A room may
 * always name itself. What is missing here, such as `src/device.ts`, builds the house and may name everything.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "src/errors.ts": [],
  "src/clock.ts": [],
  "src/places.ts": [],
  "src/time-zone.ts": [],
  "src/calendar.ts": ["src/time-zone.ts"],
  "src/log-lines.ts": [],
  "src/texts.ts": [],
  "src/ticks.ts": ["src/clock.ts"],
  "src/vars/": LEAVES,
  "src/files/": LEAVES,
  "src/csv/": [...LEAVES, "src/texts.ts", "src/files/names.ts"],
  "src/database/": LEAVES,
  "src/history/": [...LEAVES, "src/vars/", "src/files/", "src/csv/", "src/database/"],
  "src/links/": [...LEAVES, "src/vars/"],
  "src/timing/": [...LEAVES, "src/vars/"],
  "src/accounts/": LEAVES,
  "src/ftp-server/": LEAVES,
  "src/back-office/": [
    ...LEAVES,
    "src/connection/",
    "src/files/",
    "src/resources/till/profile.ts",
    "src/resources/till/profiles.ts",
  ],
  "src/connection/": [...LEAVES, "src/vars/", "src/files/"],
  "src/journal/": [...LEAVES, "src/vars/", "src/files/", "src/database/"],
  "src/resources/": [
    ...LEAVES,
    "src/vars/",
    "src/files/",
    "src/connection/",
    "src/journal/",
    "src/csv/",
    "src/history/",
    "src/links/schema.ts",
  ],
  // The schema of the whole is made of the schemas of the parts; of the rest it knows only how an address and a path are written,
  // and what makes sense to drive an input.
  "src/config/": [
    ...LEAVES,
    "src/texts.ts",
    "src/vars/definition.ts",
    "src/links/",
    "src/connection/schema.ts",
    "src/connection/address.ts",
    "src/resources/kinds.ts",
    "src/files/names.ts",
    "src/files/rendered-folder.ts",
    "src/csv/file-name.ts",
  ],
  // No face names a resource kind: it sees the table of kinds.
  "src/faces/": [
    ...LEAVES,
    "src/texts.ts",
    "src/vars/",
    "src/files/",
    "src/journal/",
    "src/config/",
    "src/accounts/",
    "src/timing/",
    "src/history/trends.ts",
    "src/connection/schema.ts",
    "src/resources/kinds.ts",
  ],
  // A running controller is reached over HTTP only; an event is put into words as everywhere else.
  "src/cli/": [
    ...LEAVES,
    "src/texts.ts",
    "src/config/check.ts",
    "src/config/fault-line.ts",
    "src/ftp-server/command.ts",
    "src/back-office/command.ts",
    "src/back-office/happening.ts",
    "src/journal/event-text.ts",
    "src/journal/records.ts",
  ],
  "web/": ["i18n/"],
};

/** Files that read time beside `clock.ts`, and why. */
const TIME_READERS: Readonly<Record<string, string>> = {
  "src/clock.ts": "it is the clock",
  "src/ftp-server/data-connection.ts": "a limit on one connect, which no test needs to move",
};

/** Files that put paths of the machine together beside `places.ts`, and why. */
const PATH_JOINERS: Readonly<Record<string, string>> = {
  "src/places.ts": "every path of the data folder",
  "src/files/disk.ts": "the root of a disk store",
  "src/files/jail.ts": "paths under a store's root",
  "src/ftp-server/jail.ts": "paths under the embedded server's root",
  "src/ftp-server/listing.ts": "entries under the embedded server's root",
  "src/connection/lookup.ts": "the hosts file of the machine",
  "src/config/demo.ts": "the demonstration's files inside the folders that `places.ts` names",
  "src/device.ts": "directories of the configuration that are relative to its folder",
};

const READS_TIME =
  /\bDate\.now\b|\bperformance\.now\b|\bnew Date\(\)|(?<![.\w])set(?:Timeout|Interval)\b|\bAbortSignal\.timeout\b|process\.hrtime/;
const JOINS_PATHS = /import\s*(?:{[^}]*\b(?:join|resolve)\b[^}]*}|\*|\w)[^;]*from\s*"node:path/;

describe("the house", () => {
  it("has no import against its directions", () => {
    expect([...sourceFiles("src"), ...sourceFiles("web")].flatMap(wrongArrows)).toEqual([]);
  });

  it("reads time in one place", () => {
    expect(against(READS_TIME, TIME_READERS, sourceFiles("src"))).toEqual([]);
  });

  it("puts paths together in known places", () => {
    expect(against(JOINS_PATHS, PATH_JOINERS, sourceFiles("src"))).toEqual([]);
  });

  it("says no reason for what does not happen any more", () => {
    const files = sourceFiles("src");
    const happens = (pattern: RegExp, path: string) =>
      files.some((file) => file.path === path && pattern.test(file.text));
    expect(Object.keys(TIME_READERS).filter((path) => !happens(READS_TIME, path))).toEqual([]);
    expect(Object.keys(PATH_JOINERS).filter((path) => !happens(JOINS_PATHS, path))).toEqual([]);
  });
});

describe("the checks can fail", () => {
  it.each([
    ['import { next } from "../resources/machine.ts";', "src/vars/space.ts", "src/resources/machine.ts"],
    ['import type {\n  Space,\n} from "../vars/space.ts";', "src/files/disk.ts", "src/vars/space.ts"],
    [
      'export * from "../../resources/ftp-folder/schema.ts";',
      "src/faces/http/a.ts",
      "src/resources/ftp-folder/schema.ts",
    ],
    ['const { openDevice } = await import("../device.ts");', "src/cli/check.ts", "src/device.ts"],
    ['import "../../src/vars/space.ts";', "web/pages/a.ts", "src/vars/space.ts"],
  ])("%s is refused in %s", (text, path, target) => {
    expect(wrongArrows({ path, text })).toEqual([`${path} -> ${target}`]);
  });

  it.each([
    ['import { rose } from "./edge.ts";', "src/vars/space.ts"],
    ['import type { Clock } from "../clock.ts";', "src/vars/space.ts"],
    ['import { openJournal } from "./journal/open-journal.ts";', "src/device.ts"],
    ['import { Subject } from "rxjs";', "src/vars/space.ts"],
  ])("%s is right in %s", (text, path) => {
    expect(wrongArrows({ path, text })).toEqual([]);
  });

  it.each(["Date.now()", "await new Promise((r) => setTimeout(r, 5))", "new Date()", "AbortSignal.timeout(5)"])(
    "%s reads time",
    (text) => {
      expect(against(READS_TIME, {}, [{ path: "src/a.ts", text }])).toEqual(["src/a.ts"]);
    },
  );

  it.each(["socket.setTimeout(5)", "new Date(time)", "clock.now()"])("%s reads none", (text) => {
    expect(against(READS_TIME, {}, [{ path: "src/a.ts", text }])).toEqual([]);
  });

  it.each(['import { dirname, join } from "node:path";', 'import path from "node:path";'])(
    "%s puts paths together",
    (text) => {
      expect(against(JOINS_PATHS, {}, [{ path: "src/a.ts", text }])).toEqual(["src/a.ts"]);
    },
  );
});

function wrongArrows(file: SourceFile): string[] {
  const [room, allowed] = Object.entries(ROOMS).find(([prefix]) => file.path.startsWith(prefix)) ?? [];
  if (room === undefined || allowed === undefined) return [];
  const wrong = importsOf(file).filter((target) => ![room, ...allowed].some((prefix) => target.startsWith(prefix)));
  return wrong.map((target) => `${file.path} -> ${target}`);
}

function against(pattern: RegExp, reasons: Readonly<Record<string, string>>, files: readonly SourceFile[]): string[] {
  return files.filter(({ path, text }) => pattern.test(text) && !(path in reasons)).map(({ path }) => path);
}
