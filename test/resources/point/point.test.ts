import { Value as Schema } from "typebox/value";
import { describe, expect, test } from "vitest";
import { createDeviceTree } from "../../../src/files/device-tree.ts";
import type { Parts } from "../../../src/resources/kind.ts";
import { LIMIT } from "../../../src/resources/point/limit.ts";
import { pointKind } from "../../../src/resources/point/point.ts";
import { type PointConfig, PointSchema } from "../../../src/resources/point/schema.ts";
import { MODE } from "../../../src/resources/point/value.ts";
import type { ResourceParts } from "../../../src/resources/resource.ts";
import { everySecond } from "../../../src/ticks.ts";
import type { Value } from "../../../src/vars/definition.ts";
import { Space } from "../../../src/vars/space.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { memoryHistory } from "../../support/memory-history.ts";

const START = Date.UTC(2026, 10, 23, 12);

/** Points in a real space and tree, with a clock that the test moves; `restart` begins anew with what was retained. */
function setup() {
  const clock = manualClock(START);
  const history = memoryHistory();
  const kept = new Map<string, Value>();
  const retained = { load: (path: string) => kept.get(path), save: kept.set.bind(kept) };
  const begin = () => {
    const space = new Space(clock, { retained });
    const tree = createDeviceTree();
    const parts = { clock, space, tree, history, tick$: everySecond(clock) } as unknown as Parts & ResourceParts;
    const commits: Record<string, Value>[] = [];
    space.commits$.subscribe(({ changes }) =>
      commits.push(
        Object.fromEntries(changes.map(({ path, value }) => [path.replace("easy.RESS.R00010.", ""), value])),
      ),
    );
    return {
      space,
      tree,
      commits,
      start: (members: object = {}) => pointKind.start(config(members), parts),
      value: (name: string) => space.read(`R00010.${name}`)?.value,
      write: (name: string, value: Value) => space.write(`R00010.${name}`, value, "test"),
    };
  };
  return { clock, history, ...begin(), restart: begin };
}

function config(members: object): PointConfig {
  return Schema.Default(PointSchema, { kind: "point", id: "R00010", ...members }) as PointConfig;
}

const square = { shape: "square", period: 20, step: 1 };
const trace = { id: "F0001", kind: "trace", period: 10, label: "Courbe" };

describe("a point that is written from outside", () => {
  test("shows what is written, with all that follows, in one commit", () => {
    const { start, write, commits } = setup();
    start({ limits: { high: 20 } });
    write("Value", 21);
    write("Value", 20);
    expect(commits).toEqual([
      { Value: 21, Limit: LIMIT.high },
      { Value: 20, Limit: LIMIT.within },
    ]);
  });

  test("keeps the forced value while it is written, and shows what was written when it is released", () => {
    const { start, write, commits, value } = setup();
    start();
    write("Value", 7);
    write("Manual", 50);
    write("Mode", MODE.manual);
    expect(write("Value", 8)).toBe(false);
    expect(value("Value")).toBe(50);
    write("Manual", 51);
    write("Mode", MODE.automatic);
    expect(commits).toEqual([
      { Value: 7 },
      { Manual: 50 },
      { Mode: 1, Value: 50, Forced: true },
      { Manual: 51, Value: 51 },
      { Mode: 0, Value: 8, Forced: false },
    ]);
  });

  test("comes back forced after a restart, and with what was written when it is released", () => {
    const { start, write, restart } = setup();
    start();
    write("Manual", 50);
    write("Mode", MODE.manual);
    write("Value", 8);
    const again = restart();
    again.start();
    expect(["Value", "Mode", "Forced"].map(again.value)).toEqual([50, MODE.manual, true]);
    again.write("Mode", MODE.automatic);
    expect(again.value("Value")).toBe(8);
  });

  test("comes back with its value and limit after a restart", () => {
    const { start, write, restart } = setup();
    start({ limits: { high: 20 } });
    write("Value", 21);
    const again = restart();
    again.start({ limits: { high: 20 } });
    expect(["Value", "Limit", "Forced"].map(again.value)).toEqual([21, LIMIT.high, false]);
  });

  test.each([
    ["digital", true, 2],
    ["analog", 1.5, true],
    ["text", "Ouvert", 1],
  ])("of type %s takes %j and refuses %j", (type, right, wrong) => {
    const { start, write, value } = setup();
    start({ type });
    expect(() => write("Value", wrong)).toThrow("the value does not fit");
    write("Value", right);
    expect(value("Value")).toBe(right);
  });
});

test("a constant stays what it is, can be forced, and is back when released", () => {
  const { start, write, value } = setup();
  start({ constant: 4 });
  expect(write("Value", 9)).toBe(false);
  write("Manual", 5);
  write("Mode", MODE.manual);
  expect(value("Value")).toBe(5);
  write("Mode", MODE.automatic);
  expect(value("Value")).toBe(4);
});

describe("a signal", () => {
  test("is shown at each of its steps, and once where it stays", () => {
    const { start, clock, commits } = setup();
    start({ signal: square, balance: 0 });
    clock.advance(20_000);
    expect(commits).toEqual([{ Value: 100 }, { Value: 0 }, { Value: 100 }]);
  });

  test("goes on where it would have been after a restart", () => {
    const { start, clock, value, restart } = setup();
    start({ signal: square });
    clock.advance(12_000);
    expect(value("Value")).toBe(0);
    const again = restart();
    again.start({ signal: square });
    expect(again.value("Value")).toBe(0);
  });

  test("runs on below while the point is forced", () => {
    const { start, clock, write, commits } = setup();
    start({ signal: square });
    write("Manual", 7);
    write("Mode", MODE.manual);
    clock.advance(12_000);
    write("Mode", MODE.automatic);
    expect(commits.slice(1)).toEqual([
      { Manual: 7 },
      { Mode: 1, Value: 7, Forced: true },
      { Mode: 0, Value: 0, Forced: false },
    ]);
  });
});

describe("the functions of a point", () => {
  test("sample what it shows, forced too", () => {
    const { start, clock, write, history } = setup();
    start({ functions: [trace] });
    clock.advance(10_000);
    write("Value", 3);
    clock.advance(10_000);
    write("Manual", 9);
    write("Mode", MODE.manual);
    clock.advance(10_000);
    expect(history.samples("R00010.F0001").map(({ time, value }) => [(time - START) / 1000, value])).toEqual([
      [10, 0],
      [20, 3],
      [30, 9],
    ]);
  });

  test("a digital point counts its starts and time on, however it goes on", () => {
    const { start, clock, write, history } = setup();
    start({ type: "digital", balance: 60 });
    write("Value", true);
    clock.advance(1500);
    write("Mode", MODE.manual);
    clock.advance(1000);
    expect(history.counts("R00010")).toEqual([
      ["on", START, START, true],
      ["on", START, START + 1000, false],
      ["on", START + 1000, START + 1500, false],
    ]);
  });

  test("are folders of the device tree under its label", async () => {
    const { start, tree } = setup();
    const live = start({ label: "Départ", functions: [trace] });
    const labels = async (path: string) => (await tree.children(path)).map(({ name, label }) => [name, label]);
    expect(await labels("easy.RESS")).toEqual([["R00010", "Départ"]]);
    expect(await labels("easy.RESS.R00010")).toEqual([
      ["BilanWeek", "BilanWeek"],
      ["FNCT", "FNCT"],
    ]);
    expect(await labels("easy.RESS.R00010.FNCT")).toEqual([["F0001", "Courbe"]]);
    live.update(config({ label: "Retour", balance: 0, functions: [{ ...trace, id: "F0002" }] }));
    expect(await labels("easy.RESS")).toEqual([["R00010", "Retour"]]);
    expect(await labels("easy.RESS.R00010")).toEqual([["FNCT", "FNCT"]]);
    expect(await labels("easy.RESS.R00010.FNCT")).toEqual([["F0002", "Courbe"]]);
    await live.remove();
    expect(await labels("")).toEqual([]);
  });

  test("a text has no balance", async () => {
    const { start, tree } = setup();
    start({ type: "text", functions: [trace] });
    expect((await tree.children("easy.RESS.R00010")).map(({ name }) => name)).toEqual(["FNCT"]);
  });
});

describe("a point out of service", () => {
  test("stands still and samples nothing; its value stays", () => {
    const { start, clock, history, value, commits } = setup();
    const members = { signal: square, functions: [trace] };
    const live = start(members);
    live.update(config({ ...members, inService: false }));
    clock.advance(30_000);
    expect([value("Value"), commits, history.samples("R00010.F0001")]).toEqual([100, [{ Value: 100 }], []]);
    live.update(config(members));
    clock.advance(10_000);
    expect(history.samples("R00010.F0001")).toHaveLength(1);
  });

  test("is still written and forced by hand", () => {
    const { start, write, value } = setup();
    start({ inService: false });
    write("Value", 4);
    expect(value("Value")).toBe(4);
    write("Mode", MODE.manual);
    expect([value("Value"), value("Forced")]).toEqual([0, true]);
  });
});

describe("a change of the parameters", () => {
  test("of the type gives the variables of the new one", () => {
    const { start, value, write } = setup();
    const live = start();
    write("Value", 4);
    live.update(config({ type: "digital" }));
    expect([value("Value"), value("Limit")]).toEqual([false, undefined]);
    write("Value", true);
    expect(value("Value")).toBe(true);
  });

  test("that is none leaves everything as it is", () => {
    const { start, clock, commits, history } = setup();
    const members = { signal: square, functions: [{ ...trace, deadband: 0 }] };
    const live = start(members);
    clock.advance(500);
    live.update(config(members));
    expect([commits.length, history.samples("R00010.F0001").length]).toEqual([1, 1]);
  });
});

test("a point that is removed takes its variables along, and hears no tick any more", async () => {
  const { start, value, clock, history } = setup();
  const live = start({ type: "digital", constant: true });
  clock.advance(1500);
  await live.remove();
  clock.advance(60_000);
  expect(value("Value")).toBeUndefined();
  expect(history.counts("R00010").at(-1)).toEqual(["on", START + 1000, START + 1500, false]);
});
