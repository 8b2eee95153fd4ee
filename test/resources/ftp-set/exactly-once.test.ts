import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { DoubtfulServer, type Fate } from "./doubtful-server.ts";
import { PlayedController } from "./played-controller.ts";

const POINTS = { A: "R00010", B: "R00011" };
const FATES: readonly Fate[] = [
  "refused",
  "truncated",
  "cut while it is sent",
  "rename lost",
  "reply to the rename lost",
  "cut behind the rename",
];

type Step =
  | { readonly do: "sample"; readonly label: keyof typeof POINTS; readonly count: number }
  | { readonly do: "send" }
  | { readonly do: "abort" }
  | { readonly do: "wait"; readonly turns: number }
  | { readonly do: "waitForTheEnd" }
  | { readonly do: "suffer"; readonly fate: Fate }
  | { readonly do: "kill"; readonly after: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("sample"), label: fc.constantFrom("A", "B"), count: fc.nat(3) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("send") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), turns: fc.nat(12) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("waitForTheEnd") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("abort") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("suffer"), fate: fc.constantFrom(...FATES) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("kill"), after: fc.nat(16) }) },
) as fc.Arbitrary<Step>;

/** A kill is no power cut: what was written to memory is there after it, and 1,000 runs wait for no disk. */
const TEMPORARY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

test("no export loses or repeats a sample, whatever happens and in whatever order", { timeout: 240_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), check), { numRuns: 1_000 });
});

async function check(steps: readonly Step[]): Promise<void> {
  const base = mkdtempSync(join(TEMPORARY, "exactly-once-"));
  const folder = join(base, "process");
  mkdirSync(folder);
  const server = new DoubtfulServer();
  const elements = Object.values(POINTS).map((point) => `${point}.Value`);
  let controller = new PlayedController({
    folder,
    clock: manualClock(),
    server,
    points: POINTS,
    elements: () => elements,
  });
  let value = 0;
  try {
    for (const one of steps) {
      switch (one.do) {
        case "sample":
          for (let n = 0; n < one.count; n += 1) {
            value += 1;
            controller.sample(POINTS[one.label], value);
          }
          break;
        case "send":
          controller.send();
          break;
        case "abort":
          controller.abort();
          break;
        case "wait":
          await controller.pass(one.turns);
          break;
        case "waitForTheEnd":
          await controller.ended();
          break;
        case "suffer":
          server.fates.push(one.fate);
          break;
        case "kill":
          controller = await controller.killAfter(one.after);
      }
    }
    await controller.ended();
    server.fates.length = 0;
    await controller.sendAndWait();
    await controller.sendAndWait();
    expect([controller.output("Error"), controller.journal.exports.pending("R00001")]).toEqual([0, []]);
    expect(server.renamedOver).toEqual([]);
    for (const [label, point] of Object.entries(POINTS)) {
      expect(linesOf(server, label)).toEqual(linesOfTrace(controller, point));
    }
  } finally {
    controller.close();
    rmSync(base, { recursive: true });
  }
}

/** All lines that arrived of a point, in the order of the numbers of its files. */
function linesOf(server: DoubtfulServer, label: string): string[] {
  return [...server.files]
    .flatMap(([name, content]) => {
      const number = new RegExp(`^/in/${label}_(\\d+)\\.csv$`).exec(name)?.[1];
      return number === undefined ? [] : [{ number: Number(number), content }];
    })
    .sort((a, b) => a.number - b.number)
    .flatMap(({ content }) => content.toString().split("\r\n").slice(1, -1));
}

function linesOfTrace(controller: PlayedController, point: string): string[] {
  const trace = controller.trace(point);
  return [...trace.read(1, trace.range().last)]
    .flat()
    .map(({ seq, time, value }) => `${new Date(time).toISOString()},${String(value)},${seq}`);
}
