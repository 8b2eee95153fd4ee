import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bool, code, defineVars, input, integer, output, shared, text } from "../../src/vars/definition.ts";
import { rose } from "../../src/vars/edge.ts";
import { type Commit, Space, WriteRefused } from "../../src/vars/space.ts";
import { manualClock } from "../support/manual-clock.ts";

const rows = defineVars({
  Send: input(bool, "var.Send"),
  Level: input(integer("", 0, 9), "var.Level"),
  Name: input(text(5), "var.Name"),
  Action: output(code("action", { none: 0, sending: 1 }), "var.Action"),
});

function spaceWith(prefix = "easy.RESS.R00001", options = {}) {
  const space = new Space(manualClock(), options);
  const owner = space.declare(prefix, rows);
  const commits: Commit[] = [];
  space.commits$.subscribe((commit) => commits.push(commit));
  return { space, owner, commits };
}

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof WriteRefused) return error.refusal;
    throw error;
  }
  return "none";
}

describe("a write", () => {
  test("changes an input by its full path and by its short form", () => {
    const { space } = spaceWith();
    expect(space.write("R00001.Level", 3, "test")).toBe(true);
    expect(space.write("easy.RESS.R00001.Level", 3, "test")).toBe(false);
    expect(space.read("R00001.Level")?.value).toBe(3);
  });

  test.each([
    ["an unknown path", "R00009.Send", true, "unknownVariable"],
    ["an output", "R00001.Action", 1, "outputNotWritable"],
    ["text for a boolean", "R00001.Send", "true", "wrongType"],
    ["2 for a boolean", "R00001.Send", 2, "wrongType"],
    ["a fraction for an integer", "R00001.Level", 1.5, "wrongType"],
    ["a number out of range", "R00001.Level", 10, "wrongType"],
    ["a text that is too long", "R00001.Name", "abcdef", "wrongType"],
  ])("of %s is refused and changes nothing", (_, path, value, refusal) => {
    const { space, commits } = spaceWith();
    expect(refusalOf(() => space.write(path, value, "test"))).toBe(refusal);
    expect(commits).toEqual([]);
  });

  test("of 0 and 1 stands for a boolean", () => {
    const { space } = spaceWith();
    space.write("R00001.Send", 1, "test");
    expect(space.read("R00001.Send")?.value).toBe(true);
  });

  test("of several values is one commit, or none when one is refused", () => {
    const { space, commits } = spaceWith();
    space.writeTogether(
      [
        { path: "R00001.Send", value: true },
        { path: "R00001.Level", value: 4 },
      ],
      "test",
    );
    expect(commits.map((commit) => commit.changes.length)).toEqual([2]);
    expect(
      refusalOf(() =>
        space.writeTogether(
          [
            { path: "R00001.Level", value: 5 },
            { path: "no", value: 1 },
          ],
          "t",
        ),
      ),
    ).toBe("unknownVariable");
    expect(space.read("R00001.Level")?.value).toBe(4);
  });
});

test("a pulse is true in one commit and false in the next, and rises once", () => {
  const { space, commits } = spaceWith();
  space.pulse("R00001.Send", "test");
  expect(commits.map(({ changes }) => changes[0]?.value)).toEqual([true, false]);
  expect(commits.filter((commit) => rose(commit, "easy.RESS.R00001.Send"))).toHaveLength(1);
});

test("a pulse of what is not a boolean is refused", () => {
  const { space } = spaceWith();
  expect(refusalOf(() => space.pulse("R00001.Level", "test"))).toBe("wrongType");
});

test("a watcher sees all values of a commit applied", () => {
  const { space } = spaceWith();
  const seen: unknown[] = [];
  space.commits$.subscribe(() => seen.push([space.read("R00001.Send")?.value, space.read("R00001.Level")?.value]));
  space.writeTogether(
    [
      { path: "R00001.Send", value: true },
      { path: "R00001.Level", value: 4 },
    ],
    "test",
  );
  expect(seen).toEqual([[true, 4]]);
});

test("outputs that keep their value make no commit", () => {
  const { owner, commits } = spaceWith();
  owner.show({ Action: 1 });
  owner.show({ Action: 1 });
  expect(commits).toHaveLength(1);
});

test("a level that was retained is back at start-up, and is no edge", () => {
  const kept = new Map<string, boolean | number | string>();
  const retained = { load: (path: string) => kept.get(path), save: kept.set.bind(kept) };
  spaceWith(undefined, { retained }).space.write("R00001.Send", true, "test");
  const { space, commits } = spaceWith(undefined, { retained });
  expect(space.read("R00001.Send")?.value).toBe(true);
  expect(commits).toEqual([]);
});

describe("an owner that hears what is written", () => {
  const lamp = defineVars({
    Level: shared(integer("", 0, 9), "var.Level"),
    Off: input(bool, "var.Off"),
    On: output(bool, "var.On"),
  });

  /** A lamp that is dark while it is off, whatever its level was told. */
  function lampSpace() {
    const space = new Space(manualClock());
    const told = { level: 0, off: false };
    const commits: Commit[] = [];
    space.declare("easy.RESS.R00001", lamp, (name, value) => {
      if (name === "Level") told.level = value as number;
      if (name === "Off") told.off = value as boolean;
      const level = told.off ? 0 : told.level;
      return { [name]: value, Level: level, On: level > 0 };
    });
    space.commits$.subscribe((commit) => commits.push(commit));
    const shown = () =>
      commits.map(({ changes }) => changes.map(({ path, value }) => `${path.split(".").at(-1)}=${value}`).join(" "));
    return { space, commits, shown };
  }

  test("says all that applies, in one commit", () => {
    const { space, shown } = lampSpace();
    space.write("R00001.Level", 5, "test");
    space.write("R00001.Off", true, "test");
    expect(space.write("R00001.Level", 6, "test")).toBe(false);
    space.write("R00001.Off", false, "test");
    expect(shown()).toEqual(["Level=5 On=true", "Off=true Level=0 On=false", "Off=false Level=6 On=true"]);
  });

  test("has the last word on values that are written together: nothing in between is told", () => {
    const { space, commits, shown } = lampSpace();
    space.writeTogether(
      [
        { path: "R00001.Level", value: 5 },
        { path: "R00001.Off", value: true },
      ],
      "test",
    );
    expect(shown()).toEqual(["Off=true"]);
    expect(commits.filter((commit) => rose(commit, "easy.RESS.R00001.On"))).toEqual([]);
  });

  test("is not asked about what it shows itself", () => {
    const space = new Space(manualClock());
    const owner = space.declare("easy.RESS.R00001", lamp, () => ({ Level: 9 }));
    owner.show({ Level: 3 });
    expect(space.read("R00001.Level")?.value).toBe(3);
  });
});

test("a settled level is told to watchers, retained, and no edge", () => {
  const kept = new Map<string, boolean | number | string>();
  const retained = { load: (path: string) => kept.get(path), save: kept.set.bind(kept) };
  const { space, commits } = spaceWith(undefined, { retained });
  space.settle("R00001.Send", true, "link:R00010.Value");
  expect(space.read("R00001.Send")?.value).toBe(true);
  expect(commits).toMatchObject([{ cause: "link:R00010.Value", changes: [{ value: true, previous: true }] }]);
  expect(commits.filter((commit) => rose(commit, "easy.RESS.R00001.Send"))).toEqual([]);
  expect(kept.get("easy.RESS.R00001.Send")).toBe(true);
  space.write("R00001.Send", false, "test");
  space.write("R00001.Send", true, "test");
  expect(commits.filter((commit) => rose(commit, "easy.RESS.R00001.Send"))).toHaveLength(1);
});

test("a level of the wrong type does not settle", () => {
  const { space, commits } = spaceWith();
  expect(refusalOf(() => space.settle("R00001.Level", 10, "test"))).toBe("wrongType");
  expect(commits).toEqual([]);
});

test("who asked is told of variables that join", () => {
  const { space } = spaceWith();
  const joined: string[] = [];
  space.declared$.subscribe((prefix) => joined.push(prefix));
  space.declare("easy.RESS.R00002", rows);
  expect(joined).toEqual(["easy.RESS.R00002"]);
});

test("a pulse is not retained", () => {
  const kept = new Map<string, boolean | number | string>();
  const retained = { load: (path: string) => kept.get(path), save: kept.set.bind(kept) };
  spaceWith(undefined, { retained }).space.pulse("R00001.Send", "test");
  expect(kept.size).toBe(0);
});

test("a level that a pulse ended is not back at start-up", () => {
  const kept = new Map<string, boolean | number | string>();
  const retained = { load: (path: string) => kept.get(path), save: kept.set.bind(kept) };
  const before = spaceWith(undefined, { retained }).space;
  before.write("R00001.Send", true, "test");
  before.pulse("R00001.Send", "test");
  expect(spaceWith(undefined, { retained }).space.read("R00001.Send")?.value).toBe(false);
});

test("an owner that withdraws leaves nothing behind", () => {
  const { space, owner } = spaceWith();
  owner.withdraw();
  expect(space.snapshot().vars).toEqual([]);
  expect(refusalOf(() => space.write("R00001.Send", true, "test"))).toBe("unknownVariable");
  expect(() => owner.show({ Action: 1 })).not.toThrow();
});

test("a watcher that writes back more than the queue holds is refused the rest", () => {
  const { space } = spaceWith(undefined, { maxQueued: 100 });
  const outcomes: string[] = [];
  space.commits$.subscribe((commit) => {
    if (commit.cause !== "writer") return;
    for (let n = 0; n < 150; n += 1) outcomes.push(refusalOf(() => space.write("R00001.Level", n % 10, "watcher")));
  });
  space.write("R00001.Level", 1, "writer");
  expect(outcomes.filter((outcome) => outcome === "none")).toHaveLength(100);
  expect(outcomes.filter((outcome) => outcome === "queueFull")).toHaveLength(50);
});

describe("the stream of commits", () => {
  /** Watchers that write back, each by its own rule, and what each of them saw. */
  const scenario = fc.record({
    writes: fc.array(fc.record({ level: fc.integer({ min: 0, max: 9 }), pulse: fc.boolean() }), { maxLength: 20 }),
    watchers: fc.array(
      fc.record({
        on: fc.integer({ min: 0, max: 9 }),
        answer: fc.integer({ min: 0, max: 9 }),
        times: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  });

  test("is the same, without gaps, for every watcher, however they write back", () => {
    fc.assert(
      fc.property(scenario, ({ writes, watchers }) => {
        const space = new Space(manualClock());
        space.declare("easy.RESS.R00001", rows);
        const seen = watchers.map((watcher) => {
          const mine: Commit[] = [];
          let left = watcher.times;
          space.commits$.subscribe((commit) => {
            mine.push(commit);
            const level = commit.changes.find((change) => change.path.endsWith("Level"))?.value;
            if (level === watcher.on && left > 0) {
              left -= 1;
              space.write("R00001.Level", watcher.answer, "watcher");
              space.pulse("R00001.Send", "watcher");
            }
          });
          return mine;
        });
        for (const { level, pulse } of writes) {
          space.write("R00001.Level", level, "writer");
          if (pulse) space.pulse("R00001.Send", "writer");
        }
        for (const mine of seen) expect(mine).toEqual(seen[0]);
        expect(seen[0]?.map((commit) => commit.seq)).toEqual(seen[0]?.map((_, index) => index + 1));
        for (const commit of seen[0] ?? [])
          for (const change of commit.changes) expect(change.value).not.toBe(change.previous);
      }),
    );
  });

  test("replayed over a snapshot gives the values of now, from any commit on", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }), fc.nat(40), (levels, at) => {
        const space = new Space(manualClock(), { history: 16 });
        space.declare("easy.RESS.R00001", rows);
        let snapshot = space.snapshot();
        levels.forEach((level, index) => {
          if (index === at) snapshot = space.snapshot();
          space.write("R00001.Level", level, "writer");
        });
        const later = space.since(snapshot.seq);
        if (later === undefined) {
          expect(space.seq - snapshot.seq).toBeGreaterThan(16);
          return;
        }
        const values = new Map(snapshot.vars.map((variable) => [variable.path, variable.value]));
        for (const commit of later) for (const { path, value } of commit.changes) values.set(path, value);
        expect(values.get("easy.RESS.R00001.Level")).toBe(space.read("R00001.Level")?.value);
      }),
    );
  });

  test("does not resume from a commit that is yet to come", () => {
    expect(spaceWith().space.since(5)).toBeUndefined();
  });
});
