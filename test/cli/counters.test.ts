import { describe, expect, it } from "vitest";
import { afterRestart, fateOf, fateOfAbort, pulseAfter } from "../../src/cli/counters.ts";

describe("the fate of a pulse", () => {
  const idle = { Commands: 5, Done: 3, Failed: 2, Missed: 1 };
  const busy = { Commands: 5, Done: 3, Failed: 1, Missed: 1 };

  it.each([
    ["nothing shows it yet", idle, idle, "pending"],
    ["accepted", idle, { ...idle, Commands: 6 }, "running"],
    ["done", idle, { ...idle, Commands: 6, Done: 4 }, "over"],
    ["failed", idle, { ...idle, Commands: 6, Failed: 3 }, "over"],
    ["done, and another one begun", idle, { ...idle, Commands: 7, Done: 4 }, "over"],
    ["discarded", busy, { ...busy, Missed: 2 }, "missed"],
    ["the command before it ends", busy, { ...busy, Done: 4 }, "pending"],
    ["remembered, and begun when that one ends", busy, { ...busy, Done: 4, Commands: 6 }, "running"],
    ["accepted, while a later edge is discarded", idle, { ...idle, Commands: 6, Missed: 2 }, "running"],
  ] as const)("%s", (_, before, now, fate) => {
    expect(fateOf(pulseAfter(before), now)).toBe(fate);
  });

  it("a command resumed by a restarted controller is its first", () => {
    const running = { ...idle, Commands: 6 };
    const started = { Commands: 0, Done: 0, Failed: 0, Missed: 0 };
    const pulse = afterRestart(pulseAfter(idle), running, started);
    expect(fateOf(pulse, { ...started, Commands: 1 })).toBe("running");
    expect(fateOf(pulse, { ...started, Commands: 1, Done: 1 })).toBe("over");
  });

  it.each([
    [0, "over"],
    [1, "pending"],
    [3, "pending"],
    [4, "running"],
  ])("an Abort with Action %d is %s", (Action, fate) => {
    expect(fateOfAbort({ Action })).toBe(fate);
  });
});
