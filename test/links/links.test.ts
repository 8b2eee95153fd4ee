import { describe, expect, onTestFinished, test } from "vitest";
import { type Driven, Links } from "../../src/links/links.ts";
import type { Drive } from "../../src/links/schema.ts";
import { bool, defineVars, input, output, shared, text, type VarRows } from "../../src/vars/definition.ts";
import { rose } from "../../src/vars/edge.ts";
import { type Commit, Space } from "../../src/vars/space.ts";
import { manualClock } from "../support/manual-clock.ts";

const number = { kind: "number" } as const;
const analogRows = defineVars({ Value: shared(number, "var.Value") });
const senderRows = defineVars({
  Send: input(bool, "var.Send"),
  Level: input(number, "var.Level"),
  Name: input(text(5), "var.Name"),
  Busy: output(bool, "var.Busy"),
});

const sender = (inputs: Record<string, Drive>, id = "R00001"): Driven => ({ id, inputs });

function setup() {
  const clock = manualClock();
  const space = new Space(clock);
  const log: unknown[] = [];
  const links = new Links({ clock, space, log: (message, error) => log.push([message, error]) });
  onTestFinished(() => links.stop());
  const commits: Commit[] = [];
  space.commits$.subscribe((commit) => commits.push(commit));
  const join = <R extends VarRows>(id: string, rows: R) => space.declare(`easy.RESS.${id}`, rows);
  const level = (path: string) => space.read(path)?.value;
  const edges = (path: string) => commits.filter((commit) => rose(commit, `easy.RESS.${path}`)).length;
  return { clock, space, links, log, commits, join, level, edges };
}

/** A point R00010 and a sender R00001 whose Send is driven by it. */
function setupLink(link = "R00010.Value > 20", value = 0) {
  const all = setup();
  all.join("R00010", analogRows);
  all.join("R00001", senderRows);
  all.space.write("R00010.Value", value, "test");
  all.links.apply([sender({ Send: { link } })]);
  return all;
}

const microtasks = () => Promise.resolve();

describe("a link", () => {
  test("gives its target the level of its condition, with an edge for each rise", () => {
    const { space, level, edges, commits } = setupLink();
    space.write("R00010.Value", 21, "http:admin");
    expect(level("R00001.Send")).toBe(true);
    expect(commits.at(-1)).toMatchObject({ cause: "link:R00010.Value", changes: [{ path: "easy.RESS.R00001.Send" }] });
    space.write("R00010.Value", 30, "http:admin");
    expect(edges("R00001.Send")).toBe(1);
    space.write("R00010.Value", 5, "http:admin");
    expect(level("R00001.Send")).toBe(false);
    space.write("R00010.Value", 25, "http:admin");
    expect(edges("R00001.Send")).toBe(2);
  });

  test("that is true at start-up gives the level without an edge, and fires when it rises again", () => {
    const { space, level, edges } = setupLink("R00010.Value > 20", 25);
    expect(level("R00001.Send")).toBe(true);
    expect(edges("R00001.Send")).toBe(0);
    space.write("R00010.Value", 5, "test");
    space.write("R00010.Value", 25, "test");
    expect(edges("R00001.Send")).toBe(1);
  });

  test("makes no edge at start-up through other links either, whatever their order", () => {
    const chain = [
      sender({ Send: { link: "R00011.Send" } }, "R00012"),
      sender({ Send: { link: "R00010.Value > 20" } }, "R00011"),
      sender({ Send: { link: "R00012.Send" } }, "R00013"),
    ];
    for (const resources of [chain, chain.toReversed()]) {
      const { space, links, join, level, edges } = setup();
      join("R00010", analogRows);
      for (const { id } of resources) join(id, senderRows);
      space.write("R00010.Value", 25, "test");
      links.apply(resources);
      const ends = ["R00011.Send", "R00012.Send", "R00013.Send"];
      expect(ends.map(level)).toEqual([true, true, true]);
      expect(ends.map(edges)).toEqual([0, 0, 0]);
      space.write("R00010.Value", 5, "test");
      space.write("R00010.Value", 25, "test");
      expect(ends.map(edges)).toEqual([1, 1, 1]);
    }
  });

  test("passes values of numbers and texts", () => {
    const { space, links, join, level } = setup();
    join("R00010", defineVars({ Value: shared(number, "v"), Text: shared(text(), "v") }));
    join("R00001", senderRows);
    links.apply([sender({ Level: { link: "R00010.Value" }, Name: { link: "R00010.Text" } })]);
    space.write("R00010.Value", 12.5, "test");
    space.write("R00010.Text", "été", "test");
    expect([level("R00001.Level"), level("R00001.Name")]).toEqual([12.5, "été"]);
  });

  test("leaves what is written over it until its condition changes", () => {
    const { space, level, edges } = setupLink();
    space.write("R00010.Value", 25, "test");
    space.write("R00001.Send", false, "http:admin");
    space.write("R00010.Value", 30, "test");
    expect([level("R00001.Send"), edges("R00001.Send")]).toEqual([false, 1]);
  });

  test("tries again what the queue had no room for", () => {
    const clock = manualClock();
    const space = new Space(clock, { maxQueued: 1 });
    space.declare("easy.RESS.R00010", analogRows);
    space.declare("easy.RESS.R00001", senderRows);
    let fills = true;
    space.commits$.subscribe(() => {
      if (fills) space.write("R00001.Name", "full", "test");
      fills = false;
    });
    const links = new Links({ clock, space, log: () => {} });
    onTestFinished(() => links.stop());
    links.apply([sender({ Send: { link: "R00010.Value > 20" } })]);
    space.write("R00010.Value", 25, "test");
    expect(space.read("R00001.Send")?.value).toBe(false);
    space.write("R00010.Value", 26, "test");
    expect(space.read("R00001.Send")?.value).toBe(true);
  });

  test("hands a pulse on", () => {
    const { space, links, join, edges, level } = setup();
    join("R00010", senderRows);
    join("R00001", senderRows);
    links.apply([sender({ Send: { link: "R00010.Send" } })]);
    space.pulse("R00010.Send", "test");
    expect(edges("R00001.Send")).toBe(1);
    expect(level("R00001.Send")).toBe(false);
  });

  test("says once that its target refuses the value, and goes on when it fits", () => {
    const { space, links, join, level, log } = setup();
    join("R00010", defineVars({ Value: shared(text(), "v") }));
    join("R00001", senderRows);
    links.apply([sender({ Name: { link: "R00010.Value" } })]);
    for (const long of ["too long", "longer still", "again"]) space.write("R00010.Value", long, "test");
    expect(level("R00001.Name")).toBe("again");
    space.write("R00010.Value", "too long", "test");
    expect(log).toHaveLength(1);
    expect(level("R00001.Name")).toBe("again");
  });

  test("does nothing when other variables change", () => {
    const { space, commits, join } = setupLink();
    const other = join("R00099", analogRows);
    commits.length = 0;
    for (let value = 1; value <= 5; value += 1) other.show({ Value: value });
    space.write("R00010.Value", 1, "test");
    expect(commits).toHaveLength(6);
  });
});

describe("a change of the configuration", () => {
  test("makes no edge of a link that is already true", () => {
    const { space, links, level, edges } = setupLink("R00010.Value > 20", 15);
    links.apply([sender({ Send: { link: "R00010.Value > 10" } })]);
    expect([level("R00001.Send"), edges("R00001.Send")]).toEqual([true, 0]);
    space.write("R00010.Value", 25, "test");
    expect(edges("R00001.Send")).toBe(0);
  });

  test("leaves the other links as they are", () => {
    const { space, links, level } = setupLink("R00010.Value > 20", 25);
    space.write("R00001.Send", false, "http:admin");
    links.apply([sender({ Send: { link: "R00010.Value > 20" }, Level: { link: "R00010.Value" } })]);
    expect([level("R00001.Send"), level("R00001.Level")]).toEqual([false, 25]);
  });

  test("that takes the link away leaves the level, and nobody follows", () => {
    const { space, links, level } = setupLink("R00010.Value > 20", 25);
    links.apply([sender({})]);
    space.write("R00010.Value", 5, "test");
    expect(level("R00001.Send")).toBe(true);
  });

  test("that makes the target anew is followed, without an edge", async () => {
    const { space, links, join, level, edges, log } = setup();
    join("R00010", analogRows);
    const first = join("R00001", senderRows);
    links.apply([sender({ Send: { link: "R00010.Value > 20" } })]);
    first.withdraw();
    space.write("R00010.Value", 25, "test");
    expect(log).toHaveLength(1);
    join("R00001", senderRows);
    await microtasks();
    expect([level("R00001.Send"), edges("R00001.Send")]).toEqual([true, 0]);
    space.write("R00010.Value", 5, "test");
    space.write("R00010.Value", 25, "test");
    expect(edges("R00001.Send")).toBe(1);
  });

  test("that makes the source anew is followed, without an edge for what its owner shows first", async () => {
    const { space, links, join, level, edges } = setup();
    join("R00001", senderRows);
    const first = join("R00010", analogRows);
    links.apply([sender({ Send: { link: "R00010.Value > 20" } })]);
    first.withdraw();
    join("R00010", analogRows).show({ Value: 25 });
    await microtasks();
    expect([level("R00001.Send"), edges("R00001.Send")]).toEqual([true, 0]);
    space.write("R00010.Value", 5, "test");
    space.write("R00010.Value", 25, "test");
    expect(edges("R00001.Send")).toBe(1);
  });
});

describe("a schedule", () => {
  /** A sender whose Send is driven by the schedule, from 2026-11-23T00:00:00Z on, and a clock of the day that can be set. */
  function setupSchedule(drive: Drive) {
    const steady = manualClock();
    let set = 0;
    const clock = { ...steady, now: () => steady.now() + set };
    const space = new Space(clock);
    const pulses: string[] = [];
    space.commits$.subscribe((commit) => {
      if (rose(commit, "easy.RESS.R00001.Send")) pulses.push(`${new Date(commit.time).toISOString()} ${commit.cause}`);
    });
    space.declare("easy.RESS.R00001", senderRows);
    const links = new Links({ clock, space, log: () => {} });
    onTestFinished(() => links.stop());
    links.apply([sender({ Send: drive })]);
    const setClock = (ms: number) => {
      set += ms;
    };
    return { clock, space, links, pulses, setClock };
  }
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;

  test("pulses at its times, not at once, and its input is false in between", () => {
    const { clock, space, pulses } = setupSchedule({ every: 900 });
    clock.advance(31 * MINUTE);
    expect(pulses).toEqual(["2026-11-23T00:15:00.000Z schedule", "2026-11-23T00:30:00.000Z schedule"]);
    expect(space.read("R00001.Send")?.value).toBe(false);
  });

  test("on the clock of its time zone runs on the days of change", () => {
    const { clock, pulses } = setupSchedule({ cron: "30 2 * * *", timeZone: "Europe/Paris" });
    clock.advance((365 + 1) * 24 * HOUR);
    expect(pulses).toHaveLength(366);
    expect(pulses.filter((pulse) => pulse.startsWith("2027-03-28"))).toEqual(["2027-03-28T01:00:00.000Z schedule"]);
    expect(pulses.filter((pulse) => pulse.startsWith("2027-10-31"))).toEqual(["2027-10-31T00:30:00.000Z schedule"]);
  });

  test("makes up for one run at most when the clock is set forward", () => {
    const { clock, pulses, setClock } = setupSchedule({ every: 60 });
    clock.advance(2 * MINUTE);
    setClock(5 * HOUR);
    clock.advance(2 * MINUTE);
    expect(pulses.map((pulse) => pulse.slice(11, 16))).toEqual(["00:01", "00:02", "05:03", "05:04"]);
  });

  test("goes on within a minute when the clock is set back", () => {
    const { clock, pulses, setClock } = setupSchedule({ cron: "*/2 * * * *", timeZone: "UTC" });
    clock.advance(5 * MINUTE);
    setClock(-48 * HOUR);
    clock.advance(5 * MINUTE);
    expect(pulses.length).toBeGreaterThanOrEqual(4);
    expect(pulses.at(-1)).toContain("2026-11-21T00:10");
  });

  test("runs once when the clock is put back a little right after it", () => {
    const { clock, pulses, setClock } = setupSchedule({ every: 3600 });
    clock.advance(HOUR);
    setClock(-500);
    clock.advance(30 * MINUTE);
    expect(pulses).toHaveLength(1);
  });

  test("begins with an edge though the input was left true", () => {
    const { clock, space, links, pulses } = setupSchedule({ every: 60 });
    links.apply([sender({})]);
    space.write("R00001.Send", true, "http:admin");
    links.apply([sender({ Send: { every: 120 } })]);
    pulses.length = 0;
    clock.advance(2 * MINUTE);
    expect(pulses).toHaveLength(1);
  });

  test("says when it runs next, and goes on as it was when another one changes", () => {
    const { clock, space, links } = setupSchedule({ every: 3600 });
    expect(links.nextRun("R00001.Send")).toBe(Date.UTC(2026, 10, 23, 1));
    clock.advance(MINUTE);
    space.write("R00001.Send", true, "http:admin");
    links.apply([sender({ Send: { every: 3600 }, Name: { link: "R00001.Name" } })]);
    expect(links.nextRun("R00001.Send")).toBe(Date.UTC(2026, 10, 23, 1));
    expect(space.read("R00001.Send")?.value).toBe(true);
    links.apply([]);
    expect(links.nextRun("R00001.Send")).toBeUndefined();
  });

  test("stops with the device", () => {
    const { clock, links, pulses } = setupSchedule({ every: 60 });
    links.stop();
    clock.advance(HOUR);
    expect(pulses).toEqual([]);
  });
});
