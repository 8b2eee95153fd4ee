import { describe, expect, it } from "vitest";
import { barriers, crashes, type Recording } from "./crashes.ts";
import { Disk, type Tree } from "./disk.ts";
import { type Op, traceOps } from "./trace.ts";

const NEW = "/d/new";
const TARGET = "/d/target";
const file = (text: string) => ({ content: Buffer.from(text), modified: 1 });

/** What `target` holds in each state, `undefined` where it is not there; once each. */
function targets(ops: readonly Op[], before: Tree = new Map()): unknown[] {
  const disk = new Disk(before);
  for (const op of ops) disk.perform(op);
  const found = [...disk.states()].map((tree) => tree.get(TARGET)?.content.toString());
  return [...new Set(found)].toSorted((a, b) => String(a).localeCompare(String(b)));
}

const write = (data: string): Op => ({ op: "write", path: NEW, at: 0, data: Buffer.from(data) });
const CREATE: Op = { op: "create", path: NEW };
const SYNC: Op = { op: "sync", path: NEW };
const RENAME: Op = { op: "rename", path: NEW, to: TARGET };
const SYNC_FOLDER: Op = { op: "sync", path: "/d" };

describe("a disk that loses its power", () => {
  it("may have the name without the content, when the content was not synced before the rename", () => {
    expect(targets([CREATE, write("whole"), RENAME, SYNC_FOLDER])).toContain("");
    expect(targets([CREATE, write("whole"), RENAME, SYNC_FOLDER])).toContain("wh");
  });

  it("has the whole file or none, when it was synced", () => {
    expect(targets([CREATE, write("whole"), SYNC, RENAME])).toEqual(["whole", undefined]);
  });

  it("has the whole file, when the folder was synced too", () => {
    expect(targets([CREATE, write("whole"), SYNC, RENAME, SYNC_FOLDER])).toEqual(["whole"]);
  });

  it("has the old file or the new one, never a mixture, after a rename over it", () => {
    const before = new Map([[TARGET, file("old")]]);
    expect(targets([CREATE, write("whole"), SYNC, RENAME], before)).toEqual(["old", "whole"]);
  });

  it("has half a file where one was written in place of a rename", () => {
    const disk = new Disk(new Map([[NEW, file("whole")]]));
    disk.copyInPlace({ path: NEW, to: TARGET });
    disk.perform(SYNC_FOLDER);
    const found = [...disk.states()].map((tree) => tree.get(TARGET)?.content.toString());
    expect(found).toContain("wh");
  });

  it("may have a file again that was removed", () => {
    const before = new Map([[TARGET, file("old")]]);
    expect(targets([{ op: "unlink", path: TARGET }], before)).toEqual(["old", undefined]);
    expect(targets([{ op: "unlink", path: TARGET }, SYNC_FOLDER], before)).toEqual([undefined]);
  });
});

describe("crashes", () => {
  const there = (text: string): Tree => new Map([["/s/file", file(text)]]);
  const recording: Recording = {
    scenario: "catalog",
    given: { catalogs: 1, requests: 0, reports: 0 },
    data: "/d",
    before: new Map(),
    ops: [CREATE, write("whole"), SYNC, RENAME, SYNC_FOLDER, { op: "say", text: "DELE file\r\n" }],
    server: [there("whole"), new Map()],
  };
  const isLost = ({ disk, server }: { disk: Tree; server: Tree }) =>
    server.size === 0 && disk.get(TARGET)?.content.toString() !== "whole";

  it("lose nothing with every barrier", () => {
    expect([...crashes(recording).values()].filter(isLost)).toEqual([]);
  });

  it("lose something without any of them", () => {
    expect(barriers(recording)).toEqual([[2], [4], [3]]);
    for (const barrier of barriers(recording)) {
      expect([...crashes(recording, barrier).values()].filter(isLost).length).toBeGreaterThan(0);
    }
  });

  it("want to know of every command that changed the server", () => {
    expect(() => crashes({ ...recording, server: [there("whole")] })).toThrow(
      "1 commands changed the server, 0 were seen",
    );
  });
});

describe("traceOps", () => {
  const hex = (text: string) =>
    [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  const path = hex("/d/new");

  it("reads calls that were interrupted by those of other threads", () => {
    const trace = [
      `1 openat(AT_FDCWD<${hex("/")}>, "${hex("/d")}", O_RDONLY|O_DIRECTORY) = 5<${hex("/d")}>`,
      `2 openat(AT_FDCWD<${hex("/")}>, "${hex("/proc/self/fd/5/new")}", O_WRONLY|O_CREAT|O_EXCL, 0600 <unfinished ...>`,
      `1 write(9<${hex("socket:[7]")}>, "${hex("DELE a\r\n")}", 8) = 8`,
      `2 <... openat resumed>)             = 6<${path}>`,
      `2 pwrite64(6<${path}>, "${hex("whole")}", 5, 0) = 5`,
      `2 fsync(6<${path}> <unfinished ...>`,
      `2 <... fsync resumed>)              = 0`,
      `1 rename("${hex("/proc/self/fd/5/new")}", "${hex("/proc/self/fd/5/target")}") = 0`,
      `1 unlink("${hex("/d/gone")}") = -1 ENOENT (No such file or directory)`,
      "1 +++ exited with 0 +++",
    ].join("\n");
    expect(traceOps(trace)).toEqual([{ op: "say", text: "DELE a\r\n" }, CREATE, write("whole"), SYNC, RENAME]);
  });

  it.each(["1 fsync(6", "1 copy_file_range(6, NULL, 7, NULL, 5, 0) = 5"])(
    "takes no line that it does not understand: %s",
    (line) => {
      expect(() => traceOps(line)).toThrow("nobody understands");
    },
  );
});
