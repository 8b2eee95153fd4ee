import { expect, test } from "vitest";
import { ftpFolderRows } from "../../src/resources/ftp-folder/rows.ts";
import { pointRows } from "../../src/resources/point/rows.ts";
import { transferOutputs } from "../../src/resources/rows.ts";
import { Timing } from "../../src/timing/timing.ts";
import { Space } from "../../src/vars/space.ts";
import { manualClock } from "../support/manual-clock.ts";

const START = Date.UTC(2026, 10, 23);

function recorded() {
  const clock = manualClock(START);
  const space = new Space(clock);
  return { clock, space, timing: new Timing(space, clock) };
}

const brief = (recording: ReturnType<Timing["of"]>) =>
  recording?.changes.map(({ time, name, value }) => [time - START, name, value]);

test("the registers of commands are recorded with their commits, and the counters are not", () => {
  const { clock, space, timing } = recorded();
  const owner = space.declare("easy.RESS.R00001", ftpFolderRows);
  clock.advance(10);
  space.pulse("R00001.Send", "http:admin");
  owner.show({ Action: 1, Status: 2, FilesTotal: 5 });
  clock.advance(10);
  owner.show({ FilesDone: 5, LastReply: "226 Done" });
  const recording = timing.of("R00001");
  expect(brief(recording)).toEqual([
    [10, "Send", true],
    [10, "Send", false],
    [10, "Action", 1],
    [10, "Status", 2],
  ]);
  expect(recording?.changes.map(({ seq }) => seq)).toEqual([1, 2, 3, 3]);
  expect(recording).toMatchObject({ now: START + 20, from: START, to: START + 20, dialogueFrom: START });
  expect(recording?.variables.map(({ path, direction }) => [path, direction])).toEqual([
    ["easy.RESS.R00001.Send", "input"],
    ["easy.RESS.R00001.Refresh", "input"],
    ["easy.RESS.R00001.Abort", "input"],
    ["easy.RESS.R00001.Action", "output"],
    ["easy.RESS.R00001.Status", "output"],
    ["easy.RESS.R00001.Error", "output"],
    ["easy.RESS.R00001.Fault", "output"],
  ]);
});

test("between two moments there are the changes of those moments, and the values before them", () => {
  const { clock, space, timing } = recorded();
  const owner = space.declare("easy.RESS.R00001", transferOutputs);
  for (const code of [1, 2, 3, 4]) {
    clock.advance(10);
    owner.show({ Error: code });
  }
  const recording = timing.of("R00001", START + 20, START + 30);
  expect(brief(recording)).toEqual([
    [20, "Error", 2],
    [30, "Error", 3],
  ]);
  expect(Object.fromEntries(recording?.before ?? [])).toEqual({ Action: 0, Status: 0, Error: 1, Fault: false });
});

test("what falls out moves the beginning, and is in the values before it", () => {
  const { clock, space, timing } = recorded();
  const owner = space.declare("easy.RESS.R00001", transferOutputs);
  const hear = timing.dialogueOf("R00001");
  for (let n = 1; n <= 1200; n += 1) {
    clock.advance(1);
    owner.show({ Action: n % 5 });
  }
  for (let n = 1; n <= 5003; n += 1) {
    clock.advance(1);
    hear({ session: 1, direction: "sent", text: `NOOP ${n}` });
  }
  const recording = timing.of("R00001");
  expect(recording?.changes).toHaveLength(1000);
  expect([recording?.from, recording?.changes[0]?.time]).toEqual([START + 200, START + 201]);
  expect(recording?.before.get("Action")).toBe(0);
  expect(recording?.dialogue).toHaveLength(5000);
  expect([recording?.dialogueFrom, recording?.dialogue[0]?.text]).toEqual([START + 1203, "NOOP 4"]);
  expect(timing.of("R00001", START + 1)?.from).toBe(START + 200);
});

test("all resources together are bounded: who was quiet for longest forgets first", () => {
  const { clock, space, timing } = recorded();
  for (let n = 10; n <= 21; n += 1) {
    space.declare(`easy.RESS.R000${n}`, transferOutputs);
    const hear = timing.dialogueOf(`R000${n}`);
    for (let line = 0; line < 5000; line += 1) hear({ session: n, direction: "received", text: "200 OK" });
    clock.advance(1);
  }
  const lengths = Array.from({ length: 12 }, (_, n) => timing.of(`R000${n + 10}`)?.dialogue.length);
  expect(lengths).toEqual([0, 0, ...Array.from({ length: 10 }, () => 5000)]);
});

test("a point takes no commands, and a resource that is made anew begins anew", () => {
  const { clock, space, timing } = recorded();
  space.declare("easy.RESS.R00010", pointRows({ type: "analog", unit: "" }));
  expect(timing.of("R00010")).toBeUndefined();
  expect(timing.of("R00001")).toBeUndefined();
  const owner = space.declare("easy.RESS.R00001", transferOutputs);
  owner.show({ Error: 9 });
  timing.dialogueOf("R00001")({ session: 1, direction: "sent", text: "NOOP" });
  owner.withdraw();
  clock.advance(5);
  space.declare("easy.RESS.R00001", transferOutputs);
  expect(timing.of("R00001")).toMatchObject({ from: START + 5, changes: [], dialogue: [] });
});

test("a clock that is set back hides nothing", () => {
  let now = START;
  const clock = { ...manualClock(), now: () => now };
  const space = new Space(clock);
  const timing = new Timing(space, clock);
  const owner = space.declare("easy.RESS.R00001", transferOutputs);
  for (let n = 1; n <= 1100; n += 1) owner.show({ Action: n % 5 });
  now -= 3_600_000;
  owner.show({ Error: 9 });
  expect(timing.of("R00001")?.changes.at(-1)).toMatchObject({ name: "Error", time: now });
});
