import { describe, expect, it } from "vitest";
import { csvOf, lastCommand, stretchesOf, type Timing, ticksOf } from "../../web/pages/resource/timing.ts";

const START = Date.parse("2026-11-29T10:00:00.000Z");
const at = (ms: number) => new Date(START + ms).toISOString();
const timing: Timing = {
  now: at(5000),
  from: at(0),
  to: at(5000),
  variables: [],
  before: [{ name: "Send", value: false }],
  changes: [
    { seq: 1, time: at(1000), name: "Send", value: true },
    { seq: 2, time: at(1000), name: "Send", value: false },
    { seq: 3, time: at(1001), name: "Action", value: 1 },
    { seq: 4, time: at(2000), name: "Action", value: 0 },
  ],
  dialogue: [{ time: at(1500), session: 1, direction: "received", text: '=HYPERLINK("http://x")' }],
};

describe("a timing diagram", () => {
  it("keeps a pulse that rises and falls within one millisecond", () => {
    const stretches = stretchesOf(timing, "Send", { from: START, to: START + 5000 });
    expect(stretches).toEqual([
      { from: START, to: START + 1000, value: false },
      { from: START + 1000, to: START + 1000, value: true },
      { from: START + 1000, to: START + 5000, value: false },
    ]);
  });

  it("shows of a span what was before it", () => {
    const stretches = stretchesOf(timing, "Action", { from: START + 1200, to: START + 1800 });
    expect(stretches).toEqual([{ from: START + 1200, to: START + 1800, value: 1 }]);
  });

  it("has the last command with what asked for it", () => {
    const span = lastCommand(timing);
    expect(span?.from).toBeLessThan(START + 1000);
    expect(span?.from).toBeGreaterThan(START + 900);
    expect(span?.to).toBeGreaterThan(START + 2000);
  });

  it("has no last command while none was accepted", () => {
    expect(lastCommand({ ...timing, changes: [] })).toBeUndefined();
  });

  it("has ticks at round moments, no more than there is room for", () => {
    const ticks = ticksOf({ from: START + 3, to: START + 2003 }, 10);
    expect(ticks).toEqual(Array.from({ length: 10 }, (_, index) => START + 200 * (index + 1)));
  });

  it("gives a spreadsheet no formula from a server", () => {
    const csv = csvOf(timing, { from: START, to: START + 5000 });
    expect(csv.split("\r\n")).toEqual([
      "time,what,value",
      `${at(1000)},Send,1`,
      `${at(1000)},Send,0`,
      `${at(1001)},Action,1`,
      `${at(1500)},FTP 1 received,"'=HYPERLINK(""http://x"")"`,
      `${at(2000)},Action,0`,
      "",
    ]);
  });
});
