import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Failure } from "../../src/errors.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { ftpFolderRows } from "../../src/resources/ftp-folder/rows.ts";
import type { Job } from "../../src/resources/hands.ts";
import { Resource, type ResourceSettings } from "../../src/resources/resource.ts";
import { Space } from "../../src/vars/space.ts";
import { manualClock } from "../support/manual-clock.ts";

const settings: ResourceSettings = {
  id: "R00001",
  inService: true,
  rememberSend: false,
  onRestart: "resume",
  events: { success: true, error: true, fault: true },
};

/** A resource with a real space and journal, whose hands do what the test tells them. */
function setup(changes: Partial<ResourceSettings> = {}) {
  const clock = manualClock();
  const journal = openJournal({ file: ":memory:", clock, retention: { days: 1, maxBytes: 1e9 } });
  onTestFinished(() => journal.close());
  const space = new Space(clock);
  const shown: string[] = [];
  const jobs: { job: Job; end: (failure?: Failure) => void }[] = [];
  space.commits$.subscribe(({ changes }) => {
    const outputs = changes.filter(({ path }) => /\.(Action|Error|Fault)$/.test(path));
    if (outputs.length > 0)
      shown.push(outputs.map(({ path, value }) => `${path.split(".").at(-1)}=${value}`).join(" "));
  });
  const hands = () => ({
    run: (job: Job) =>
      new Promise<void>((resolve, reject) => {
        jobs.push({ job, end: (failure) => (failure === undefined ? resolve() : reject(failure)) });
      }),
  });
  const parts = { clock, space, journal, log: () => {} };
  const resource = new Resource({ ...settings, ...changes }, ftpFolderRows, hands, parts);
  shown.length = 0;
  const value = (name: string) => space.read(`R00001.${name}`)?.value;
  const events = () =>
    journal
      .events({})
      .map(({ type }) => type)
      .reverse();
  return { clock, journal, space, shown, jobs, resource, value, events };
}

/** A full disk, for as long as it is not restored. */
function refuseEnds(journal: Journal) {
  return vi.spyOn(journal, "conclude").mockImplementation(() => {
    throw new Failure("journalUnavailable");
  });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a command", () => {
  test("is on record before its outputs show it, and its event before they show its end", async () => {
    const { space, journal, jobs } = setup();
    const atChange: string[] = [];
    space.commits$.subscribe(({ changes }) => {
      if (!changes.some(({ path }) => path.endsWith(".Action"))) return;
      atChange.push(`${journal.transfers({}).length} commands, ${journal.events({}).length} events`);
    });
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end();
    await settled();
    expect(atChange).toEqual(["1 commands, 0 events", "1 commands, 1 events"]);
  });

  test("that fails at once still shows its Action", async () => {
    const { space, jobs, shown } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end(new Failure("userMissing"));
    await settled();
    expect(shown).toEqual(["Action=1", "Action=0 Error=8 Fault=true"]);
  });

  test("that cannot be recorded is not begun, and shows media", async () => {
    const { space, jobs, shown, journal } = setup();
    journal.close();
    space.pulse("R00001.Send", "test");
    await settled();
    expect(jobs).toEqual([]);
    expect(shown).toEqual(["Action=1", "Action=0 Error=10 Fault=true"]);
  });

  test("makes no event that its resource does not ask for", async () => {
    const { space, jobs, events } = setup({ events: { success: false, error: true, fault: false } });
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end();
    await settled();
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[1]?.end(new Failure("loginRejected"));
    await settled();
    expect(events()).toEqual(["commandFailed"]);
  });

  test("whose end the journal cannot take at first is recorded later, once", async () => {
    const { space, jobs, clock, journal, events, value } = setup();
    const full = refuseEnds(journal);
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end();
    await settled();
    expect([value("Action"), value("Error"), value("Done")]).toEqual([0, 0, 1]);
    full.mockRestore();
    clock.advance(5_000);
    expect(events()).toEqual(["commandSucceeded"]);
    clock.advance(60_000);
    expect(events()).toHaveLength(1);
    expect(journal.takeUnfinished()).toEqual([]);
  });

  test("is not begun before the end of the one before is on record", async () => {
    const { space, jobs, journal, events, value } = setup();
    const full = refuseEnds(journal);
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end();
    await settled();
    space.pulse("R00001.Send", "test");
    await settled();
    expect([jobs.length, value("Error"), value("Action")]).toEqual([1, 10, 0]);
    full.mockRestore();
    space.pulse("R00001.Send", "test");
    await settled();
    expect([jobs.length, value("Action")]).toEqual([2, 1]);
    expect(events()).toEqual(["faultRaised", "faultCleared", "commandSucceeded"]);
  });

  test("shows its progress now and then, and whole at the end", async () => {
    const { space, jobs, clock, value } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    const progress = { filesTotal: 2, filesDone: 1, bytesTotal: 10, bytesDone: 5 };
    jobs[0]?.job.moved(progress);
    expect(value("BytesDone")).toBe(0);
    clock.advance(200);
    expect(value("BytesDone")).toBe(5);
    jobs[0]?.job.moved({ ...progress, filesDone: 2, bytesDone: 10 });
    jobs[0]?.end();
    await settled();
    expect(value("BytesDone")).toBe(10);
  });
});

describe("abort", () => {
  test("ends the hands' signal at once, and their end is Error 3", async () => {
    const { space, jobs, shown } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    space.pulse("R00001.Abort", "test");
    expect(jobs[0]?.job.signal.reason).toMatchObject({ failure: "aborted" });
    jobs[0]?.end(new Failure("sessionReset"));
    await settled();
    expect(shown).toEqual(["Action=1", "Action=4", "Action=0 Error=3"]);
  });

  test("is on record before the hands hear of it: a kill meanwhile does not bring the command back", async () => {
    const { space, jobs, journal, events, value } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.job.moved({ filesTotal: 3, filesDone: 2, bytesTotal: 30, bytesDone: 20 });
    const atSignal: unknown[] = [];
    jobs[0]?.job.signal.addEventListener("abort", () => atSignal.push(journal.takeUnfinished(), events()));
    space.pulse("R00001.Abort", "test");
    expect(atSignal).toEqual([[], ["commandStopped"]]);
    expect(value("Action")).toBe(4);
    jobs[0]?.end(new Failure("aborted"));
    await settled();
    expect(events()).toEqual(["commandStopped"]);
    expect(journal.transfers({})[0]?.result).toMatchObject({ error: 3, failure: "aborted", filesDone: 2 });
  });

  test("does not wait for hands that do not come back, and does not hear them later", async () => {
    const { space, jobs, clock, value, journal } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    space.pulse("R00001.Abort", "test");
    clock.advance(1_800);
    expect([value("Action"), value("Error"), value("Failed")]).toEqual([0, 3, 1]);
    jobs[0]?.job.plan([{ index: 0, path: "late", size: 1, modified: 0 }]);
    jobs[0]?.end();
    await settled();
    expect([value("Done"), value("Failed")]).toEqual([0, 1]);
    expect(journal.transfers({})[0]?.files).toEqual([]);
  });

  test("while idle acknowledges a fault", async () => {
    const { space, jobs, value, events } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    jobs[0]?.end(new Failure("connectionRefused"));
    await settled();
    expect([value("Error"), value("Fault")]).toEqual([9, true]);
    space.pulse("R00001.Abort", "test");
    expect([value("Error"), value("Fault")]).toEqual([0, false]);
    expect(events()).toEqual(["commandFailed", "faultRaised", "faultCleared"]);
  });

  test("held true inhibits Send", async () => {
    const { space, jobs, value } = setup();
    space.write("R00001.Abort", true, "test");
    space.pulse("R00001.Send", "test");
    await settled();
    expect(jobs).toEqual([]);
    expect(value("Missed")).toBe(1);
  });
});

test("an edge while a command runs is counted and changes nothing else", async () => {
  const { space, jobs, shown, value } = setup();
  space.pulse("R00001.Send", "test");
  await settled();
  space.pulse("R00001.Send", "test");
  space.pulse("R00001.Refresh", "test");
  await settled();
  expect(jobs).toHaveLength(1);
  expect([value("Missed"), value("Commands"), value("Error")]).toEqual([2, 1, 0]);
  expect(shown).toEqual(["Action=1"]);
});

test("with rememberSend one Send runs next, after the end of the first was shown", async () => {
  const { space, jobs, shown, journal } = setup({ rememberSend: true });
  space.pulse("R00001.Send", "first");
  await settled();
  space.pulse("R00001.Send", "second");
  jobs[0]?.end(new Failure("loginRejected"));
  await settled();
  expect(shown).toEqual(["Action=1", "Action=0 Error=12 Fault=true", "Action=1 Error=0 Fault=false"]);
  jobs[1]?.end();
  await settled();
  const transfers = journal.transfers({});
  expect(transfers.map(({ command, result }) => [command.cause, result?.error])).toEqual([
    ["second", 0],
    ["first", 12],
  ]);
});

test("holding Send true, and letting it fall, starts nothing more", async () => {
  const { space, jobs } = setup();
  space.write("R00001.Send", true, "test");
  await settled();
  jobs[0]?.end();
  await settled();
  space.write("R00001.Send", true, "test");
  space.write("R00001.Send", false, "test");
  await settled();
  expect(jobs).toHaveLength(1);
});

describe("after a restart", () => {
  const interrupted = { id: 1, resource: "R00001", verb: "send", cause: "before", acceptedAt: 0 } as const;

  function restarted(changes: Partial<ResourceSettings>, startUps: number) {
    const all = setup(changes);
    const { id } = all.journal.accept(interrupted);
    all.journal.plan(id, [{ index: 0, path: "a", size: 1, modified: 0 }]);
    all.resource.takeUp({ ...interrupted, id, startUps });
    return all;
  }

  test("a command goes on with its plan and one event", async () => {
    const { jobs, events, value } = restarted({}, 1);
    await settled();
    expect(jobs[0]?.job.before?.files.map(({ path }) => path)).toEqual(["a"]);
    expect(events()).toEqual(["commandResumed"]);
    expect(value("Action")).toBe(1);
  });

  test("two commands of one resource: the first goes on, the other is closed", async () => {
    const { resource, journal, jobs, events } = restarted({}, 1);
    const other = { ...interrupted, ...journal.accept(interrupted), startUps: 1 };
    resource.takeUp(other);
    await settled();
    jobs[0]?.end();
    await settled();
    expect(jobs).toHaveLength(1);
    expect(events()).toEqual(["commandResumed", "commandDiscarded", "commandSucceeded"]);
    expect(journal.takeUnfinished()).toEqual([]);
  });

  test("a plan that cannot be read ends the command with its Error", async () => {
    const { journal, value } = restarted({}, 1);
    vi.spyOn(journal, "progress").mockImplementation(() => {
      throw new Failure("journalUnavailable");
    });
    await settled();
    expect([value("Action"), value("Error")]).toEqual([0, 10]);
  });

  test.each([
    ["its resource discards", { onRestart: "discard" } as const, 1, "commandDiscarded"],
    ["its resource is out of service", { inService: false }, 1, "commandDiscarded"],
    ["it was under way at five start-ups", {}, 5, "commandSetAside"],
  ])("a command does not go on when %s", async (_, changes, startUps, event) => {
    const { jobs, events, value, journal } = restarted(changes, startUps);
    await settled();
    expect(jobs).toEqual([]);
    expect(events()).toEqual([event]);
    expect([value("Action"), value("Error")]).toEqual([0, 3]);
    expect(journal.takeUnfinished()).toEqual([]);
  });
});

describe("stopping the device", () => {
  test("ends the command with Error 3 and leaves it on record as under way", async () => {
    const { space, jobs, resource, value, journal } = setup();
    space.pulse("R00001.Send", "test");
    await settled();
    const stopped = resource.stop();
    jobs[0]?.end(new Failure("deviceStopping"));
    await stopped;
    expect([value("Action"), value("Error")]).toEqual([0, 3]);
    expect(journal.takeUnfinished()).toHaveLength(1);
  });
});

test("a resource that is removed ends its command and takes its variables with it", async () => {
  const { space, jobs, resource, journal } = setup();
  space.pulse("R00001.Send", "test");
  await settled();
  const removed = resource.remove();
  jobs[0]?.end(new Failure("takenOutOfService"));
  await removed;
  expect(space.snapshot().vars).toEqual([]);
  expect(journal.takeUnfinished()).toEqual([]);
});
