import { describe, expect, test } from "vitest";
import { ERROR, FAILURES, type FailureName } from "../../src/errors.ts";
import {
  type Effect,
  type Ending,
  type Input,
  initialState,
  NOTHING,
  next,
  type Phase,
  type Report,
  type State,
} from "../../src/resources/machine.ts";
import { outputs } from "../../src/resources/outputs.ts";

const options = { rememberSend: false };
const remembering = { rememberSend: true };
const command = { number: 1, verb: "send", cause: "test", own: false } as const;
const refreshCommand = { ...command, verb: "refresh" } as const;
const turn = { number: 0, verb: "poll", cause: "turn", own: true } as const;
const other = { verb: "send", cause: "other" } as const;
const working = {
  at: "working",
  command,
  progress: NOTHING,
  waiting: false,
  receiving: false,
  remembered: undefined,
} as const;
const stopping = { at: "stopping", command, progress: NOTHING, why: "aborted", afterwards: "ready" } as const;

const states = {
  outOfService: stateAt({ at: "outOfService" }),
  ready: stateAt({ at: "ready" }),
  faulted: stateAt({ at: "ready" }, { error: ERROR.refused, fault: true }),
  ended: stateAt({ at: "ready" }, { error: ERROR.ended }),
  sending: stateAt(working),
  waiting: stateAt({ ...working, waiting: true }),
  refreshing: stateAt({ ...working, command: refreshCommand }),
  receiving: stateAt({ ...working, command: refreshCommand, receiving: true }),
  remembered: stateAt({ ...working, remembered: other }),
  turn: stateAt({ ...working, command: turn }),
  turnAfterFault: stateAt({ ...working, command: turn }, { error: ERROR.refused, fault: true }),
  turnRemembering: stateAt({ ...working, command: turn, remembered: other }),
  stoppingTurn: stateAt({ ...stopping, command: turn }),
  stopping: stateAt(stopping),
  leaving: stateAt({ ...stopping, why: "takenOutOfService", afterwards: "outOfService" }),
  shuttingDown: stateAt({ ...stopping, why: "deviceStopping" }),
};

const edges = {
  type: "edges",
  send: false,
  poll: false,
  refresh: false,
  abort: false,
  abortHeld: false,
  cause: "test",
} as const;
const progress = { filesTotal: 3, filesDone: 1, bytesTotal: 30, bytesDone: 10 };
const report: Report = {
  failure: undefined,
  subject: undefined,
  reply: "226 ok",
  progress,
  durationMs: 5,
  endedAt: 99,
};
const inputs = {
  send: { ...edges, send: true },
  poll: { ...edges, poll: true },
  refresh: { ...edges, refresh: true },
  abort: { ...edges, abort: true, abortHeld: true },
  sendInhibited: { ...edges, send: true, abortHeld: true },
  all: { ...edges, send: true, refresh: true, abort: true, abortHeld: true },
  sendAndRefresh: { ...edges, send: true, refresh: true },
  sendAgain: { type: "again", wish: other },
  turn: { type: "turn", verb: "poll", abortHeld: false },
  turnInhibited: { type: "turn", verb: "poll", abortHeld: true },
  putInService: { type: "putInService" },
  takeOutOfService: { type: "takeOutOfService" },
  stopDevice: { type: "stopDevice" },
  resume: { type: "resume", verb: "send", cause: "before", own: false },
  resumeTurn: { type: "resume", verb: "send", cause: "turn", own: true },
  discard: { type: "discard" },
  waitingOn: { type: "waiting", on: true },
  receivingOn: { type: "receiving", on: true },
  moved: { type: "moved", progress },
  succeeded: { type: "ended", report },
  foundNothing: { type: "ended", report: { ...report, progress: NOTHING } },
  refused: { type: "ended", report: { ...report, failure: "loginRejected" } },
  disabled: { type: "ended", report: { ...report, failure: "connectionDisabled" } },
} as const satisfies Record<string, Input>;

function stateAt(phase: Phase, last: Partial<Ending> = {}): State {
  const ready = initialState(true);
  return { ...ready, phase, last: { ...ready.last, ...last } };
}

/** What anyone can see of a step: outputs as `Action Status Error Fault`, counters that moved, and the effects. */
function seen(from: State, input: Input, how = options): string {
  const { state, effects } = next(from, input, how);
  const out = outputs(state);
  const moved = (["missed", "commands", "done", "failed"] as const).filter(
    (name) => state.tally[name] !== from.tally[name],
  );
  const counted = moved.map((name) => `${name}+${state.tally[name] - from.tally[name]}`);
  return [
    `${state.phase.at} ${out.Action}${out.Status} E${out.Error}${out.Fault ? " F" : ""}`,
    ...counted,
    ...effects.map(shown),
  ].join(" ");
}

function shown(effect: Effect): string {
  switch (effect.type) {
    case "accept":
    case "begin":
      return `[${effect.type} ${effect.command.verb} by ${effect.command.cause}]`;
    case "cancel":
      return `[cancel ${effect.command.verb}: ${effect.why}]`;
    case "conclude":
      return `[conclude ${effect.report.failure ?? "ok"}${effect.news ? "" : ", no news"}]`;
    case "alarm":
      return `[alarm ${effect.raised ? "on" : "off"} ${effect.error}]`;
    case "again":
      return `[${effect.wish.verb} again by ${effect.wish.cause}]`;
  }
}

type StateName = keyof typeof states;
type InputName = keyof typeof inputs;

/** Every state meets every input. Cells that say "same" change nothing at all. */
const idle = {
  waitingOn: "same",
  receivingOn: "same",
  moved: "same",
  succeeded: "same",
  foundNothing: "same",
  refused: "same",
  disabled: "same",
} as const;

const table: Record<StateName, Record<InputName, string>> = {
  outOfService: {
    ...idle,
    send: "outOfService 00 E0 missed+1",
    poll: "outOfService 00 E0 missed+1",
    turn: "same",
    turnInhibited: "same",
    resumeTurn: "same",
    refresh: "outOfService 00 E0 missed+1",
    abort: "same",
    sendInhibited: "outOfService 00 E0 missed+1",
    all: "outOfService 00 E0 missed+2",
    sendAndRefresh: "outOfService 00 E0 missed+2",
    sendAgain: "outOfService 00 E0 missed+1",
    putInService: "ready 01 E0",
    takeOutOfService: "same",
    stopDevice: "same",
    resume: "same",
    discard: "outOfService 00 E3",
  },
  ready: {
    ...idle,
    send: "working 12 E0 commands+1 [accept send by test]",
    poll: "working 32 E0 commands+1 [accept poll by test]",
    turn: "working 32 E0 [accept poll by turn]",
    turnInhibited: "same",
    resumeTurn: "working 12 E0 [begin send by turn]",
    refresh: "working 32 E0 commands+1 [accept refresh by test]",
    abort: "same",
    sendInhibited: "ready 01 E0 missed+1",
    all: "ready 01 E0 missed+2",
    sendAndRefresh: "working 12 E0 missed+1 commands+1 [accept send by test]",
    sendAgain: "working 12 E0 commands+1 [accept send by other]",
    putInService: "same",
    takeOutOfService: "outOfService 00 E0",
    stopDevice: "same",
    resume: "working 12 E0 commands+1 [begin send by before]",
    discard: "ready 01 E3",
  },
  faulted: {
    ...idle,
    send: "working 12 E0 commands+1 [alarm off 12] [accept send by test]",
    poll: "working 32 E0 commands+1 [alarm off 12] [accept poll by test]",
    turn: "working 32 E12 F [accept poll by turn]",
    turnInhibited: "same",
    resumeTurn: "working 12 E12 F [begin send by turn]",
    refresh: "working 32 E0 commands+1 [alarm off 12] [accept refresh by test]",
    abort: "ready 01 E0 [alarm off 12]",
    sendInhibited: "ready 01 E12 F missed+1",
    all: "ready 01 E0 missed+2 [alarm off 12]",
    sendAndRefresh: "working 12 E0 missed+1 commands+1 [alarm off 12] [accept send by test]",
    sendAgain: "working 12 E0 commands+1 [alarm off 12] [accept send by other]",
    putInService: "same",
    takeOutOfService: "outOfService 00 E12 F",
    stopDevice: "same",
    resume: "working 12 E0 commands+1 [alarm off 12] [begin send by before]",
    discard: "ready 01 E3",
  },
  ended: {
    ...idle,
    send: "working 12 E0 commands+1 [accept send by test]",
    poll: "working 32 E0 commands+1 [accept poll by test]",
    turn: "working 32 E3 [accept poll by turn]",
    turnInhibited: "same",
    resumeTurn: "working 12 E3 [begin send by turn]",
    refresh: "working 32 E0 commands+1 [accept refresh by test]",
    abort: "ready 01 E0",
    sendInhibited: "ready 01 E3 missed+1",
    all: "ready 01 E0 missed+2",
    sendAndRefresh: "working 12 E0 missed+1 commands+1 [accept send by test]",
    sendAgain: "working 12 E0 commands+1 [accept send by other]",
    putInService: "same",
    takeOutOfService: "outOfService 00 E3",
    stopDevice: "same",
    resume: "working 12 E0 commands+1 [begin send by before]",
    discard: "ready 01 E3",
  },
  sending: atWork("12", "12 E2", "12"),
  waiting: { ...atWork("12 E2", "12 E2", "12 E2"), abort: "stopping 42 E0 [cancel send: aborted]" },
  refreshing: atWork("32", "32 E2", "22", "refresh"),
  receiving: atWork("22", "22 E2", "22", "refresh"),
  remembered: {
    ...atWork("12", "12 E2", "12"),
    succeeded: "ready 01 E0 done+1 [conclude ok] [send again by other]",
    foundNothing: "ready 01 E0 done+1 [conclude ok] [send again by other]",
    refused: "ready 01 E12 F failed+1 [conclude loginRejected] [alarm on 12] [send again by other]",
    disabled: "ready 01 E4 F failed+1 [conclude connectionDisabled] [alarm on 4] [send again by other]",
  },
  turn: onTurn("E0"),
  turnAfterFault: {
    ...onTurn("E12 F"),
    succeeded: "ready 01 E0 [conclude ok] [alarm off 12]",
    foundNothing: "ready 01 E0 [conclude ok] [alarm off 12]",
    refused: "ready 01 E12 F [conclude loginRejected, no news]",
    disabled: "ready 01 E4 [conclude connectionDisabled] [alarm off 12]",
  },
  turnRemembering: {
    ...onTurn("E0"),
    send: "working 32 E0 missed+1",
    poll: "working 32 E0 missed+1",
    refresh: "working 32 E0 missed+1",
    sendAndRefresh: "working 32 E0 missed+2",
    sendAgain: "working 32 E0 missed+1",
    succeeded: "ready 01 E0 [conclude ok, no news] [send again by other]",
    foundNothing: "ready 01 E0 [conclude ok, no news] [send again by other]",
    refused: "ready 01 E12 F [conclude loginRejected] [alarm on 12] [send again by other]",
    disabled: "ready 01 E4 [conclude connectionDisabled] [send again by other]",
  },
  stoppingTurn: {
    ...whileStopping("ready 01 E3"),
    succeeded: "ready 01 E3",
    foundNothing: "ready 01 E3",
    refused: "ready 01 E3",
    disabled: "ready 01 E3",
  },
  stopping: whileStopping("ready 01 E3"),
  leaving: whileStopping("outOfService 00 E3"),
  shuttingDown: whileStopping("ready 01 E3"),
};

function atWork(now: string, waiting: string, receiving: string, verb = "send"): Record<InputName, string> {
  const at = (shownAs: string) => `working ${shownAs}${shownAs.includes("E") ? "" : " E0"}`;
  return {
    send: `${at(now)} missed+1`,
    poll: `${at(now)} missed+1`,
    refresh: `${at(now)} missed+1`,
    turn: "same",
    turnInhibited: "same",
    resumeTurn: "same",
    abort: `stopping 42 E0 [cancel ${verb}: aborted]`,
    sendInhibited: `${at(now)} missed+1`,
    all: `stopping 42 E0 missed+2 [cancel ${verb}: aborted]`,
    sendAndRefresh: `${at(now)} missed+2`,
    sendAgain: `${at(now)} missed+1`,
    putInService: "same",
    takeOutOfService: `stopping 42 E0 [cancel ${verb}: takenOutOfService]`,
    stopDevice: `stopping 42 E0 [cancel ${verb}: deviceStopping]`,
    resume: "same",
    discard: "same",
    waitingOn: at(waiting),
    receivingOn: at(receiving),
    moved: at(now),
    succeeded: "ready 01 E0 done+1 [conclude ok]",
    foundNothing: "ready 01 E0 done+1 [conclude ok]",
    refused: "ready 01 E12 F failed+1 [conclude loginRejected] [alarm on 12]",
    disabled: "ready 01 E4 F failed+1 [conclude connectionDisabled] [alarm on 4]",
  };
}

/** A turn remembers one command, whatever it is; it is not counted, and a new fault is news. */
function onTurn(error: string): Record<InputName, string> {
  const now = `working 32 ${error}`;
  return {
    ...atWork(`32 ${error}`, "32 E2", `22 ${error}`),
    waitingOn: `working 32 E2${error.includes("F") ? " F" : ""}`,
    send: now,
    poll: now,
    refresh: now,
    sendAndRefresh: `${now} missed+1`,
    sendAgain: now,
    abort: `stopping 42 ${error} [cancel poll: aborted]`,
    all: `stopping 42 ${error} missed+2 [cancel poll: aborted]`,
    takeOutOfService: `stopping 42 ${error} [cancel poll: takenOutOfService]`,
    stopDevice: `stopping 42 ${error} [cancel poll: deviceStopping]`,
    succeeded: "ready 01 E0 [conclude ok, no news]",
    foundNothing: "ready 01 E0 [conclude ok, no news]",
    refused: "ready 01 E12 F [conclude loginRejected] [alarm on 12]",
    disabled: "ready 01 E4 [conclude connectionDisabled]",
  };
}

function whileStopping(then: string): Record<InputName, string> {
  return {
    send: "stopping 42 E0 missed+1",
    poll: "stopping 42 E0 missed+1",
    refresh: "stopping 42 E0 missed+1",
    turn: "same",
    turnInhibited: "same",
    resumeTurn: "same",
    abort: "same",
    sendInhibited: "stopping 42 E0 missed+1",
    all: "stopping 42 E0 missed+2",
    sendAndRefresh: "stopping 42 E0 missed+2",
    sendAgain: "stopping 42 E0 missed+1",
    putInService: "stopping 42 E0",
    takeOutOfService: "stopping 42 E0",
    stopDevice: "same",
    resume: "same",
    discard: "same",
    waitingOn: "same",
    receivingOn: "same",
    moved: "same",
    succeeded: `${then} failed+1`,
    foundNothing: `${then} failed+1`,
    refused: `${then} failed+1`,
    disabled: `${then} failed+1`,
  };
}

describe.each(Object.keys(states) as StateName[])("in state %s", (name) => {
  test.each(Object.keys(inputs) as InputName[])("input %s", (input) => {
    const from = states[name];
    const expected = table[name][input];
    if (expected === "same") expect(next(from, inputs[input], options)).toEqual({ state: from, effects: [] });
    else expect(seen(from, inputs[input])).toBe(expected);
  });
});

test("with rememberSend one Send is remembered, and only one", () => {
  const once = next(states.sending, inputs.send, remembering).state;
  expect(once.phase).toMatchObject({ at: "working", remembered: { verb: "send", cause: "test" } });
  expect(once.tally.missed).toBe(0);
  expect(seen(once, inputs.send, remembering)).toBe("working 12 E0 missed+1");
});

test("a Send that is not allowed is missed, also during a turn", () => {
  const forbidding = { rememberSend: true, sendForbidden: true };
  for (const from of [states.ready, states.turn]) expect(seen(from, inputs.send, forbidding)).toContain("missed+1");
  expect(seen(states.ready, inputs.poll, forbidding)).toContain("[accept poll by test]");
});

test("abort forgets the remembered Send", () => {
  const once = next(states.sending, inputs.send, remembering).state;
  const stopped = next(once, inputs.abort, remembering).state;
  expect(seen(stopped, inputs.succeeded, remembering)).toBe("ready 01 E3 failed+1");
});

test.each(Object.entries(FAILURES))(
  "a command that ends with %s shows Error %i, and a fault unless it was stopped",
  (name, error) => {
    const { state } = next(
      states.sending,
      { type: "ended", report: { ...report, failure: name as FailureName } },
      options,
    );
    const out = outputs(state);
    expect(out.Error).toBe(error);
    expect(out.Fault).toBe(error !== ERROR.ended);
  },
);

test("progress is shown while a command runs, and stays when it is over", () => {
  const going = next(states.sending, inputs.moved, options).state;
  const over = next(going, inputs.succeeded, options).state;
  for (const state of [going, over]) {
    expect(outputs(state)).toMatchObject({ FilesTotal: 3, FilesDone: 1, BytesTotal: 30, BytesDone: 10 });
  }
  expect(outputs(over)).toMatchObject({ LastReply: "226 ok", LastDuration: 5, LastSuccess: 99 });
});
