import { ERROR, type ErrorCode, FAILURES, type FailureName } from "../errors.ts";

/**
 * The machine of a resource that transfers files. It decides and touches nothing: `next` gives a state and a list of
 * effects, and what they bring comes back as an input. Outputs are read off the state (`outputs.ts`), nowhere else.
 */
export interface State {
  readonly phase: Phase;
  readonly last: Ending;
  readonly tally: Tally;
}

export type Phase =
  | { readonly at: "outOfService" }
  | { readonly at: "ready" }
  | {
      readonly at: "working";
      readonly command: Command;
      readonly progress: Progress;
      /** Queued for a session, or in the pause before a second try. */
      readonly waiting: boolean;
      /** A file is being received. */
      readonly receiving: boolean;
      /** With `rememberSend`: who asked for the one Send that runs next. */
      readonly remembered: string | undefined;
    }
  | {
      readonly at: "stopping";
      readonly command: Command;
      readonly progress: Progress;
      readonly why: StopReason;
      /** Where it leads when the sockets are closed. */
      readonly afterwards: "ready" | "outOfService";
    };

export type Verb = "send" | "refresh";
export type StopReason = Extract<FailureName, "aborted" | "takenOutOfService" | "deviceStopping">;

export interface Command {
  /** Counts from 1 over the life of the process. */
  readonly number: number;
  readonly verb: Verb;
  /** Who asked. */
  readonly cause: string;
}

export interface Progress {
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
}

/** How the last command ended, until the next one is accepted. */
export interface Ending {
  readonly error: ErrorCode;
  readonly fault: boolean;
  readonly reply: string;
  readonly progress: Progress;
  readonly durationMs: number;
  /** When a command last succeeded, milliseconds since 1970 UTC; 0 is never. */
  readonly lastSuccess: number;
}

/** Counters for masters that poll slowly. */
export interface Tally {
  readonly missed: number;
  readonly commands: number;
  readonly done: number;
  readonly failed: number;
}

/** What the hands say when a command is over. Without a failure, every file arrived. */
export interface Report {
  readonly failure: FailureName | undefined;
  readonly subject: string | undefined;
  readonly reply: string | undefined;
  readonly progress: Progress;
  /** Links and names that are not allowed among what was to be sent. */
  readonly leftOut?: number;
  readonly durationMs: number;
  /** Milliseconds since 1970 UTC. */
  readonly endedAt: number;
}

export type Input =
  /** Rising edges of one commit, and whether Abort is held true after it. */
  | {
      readonly type: "edges";
      readonly send: boolean;
      readonly refresh: boolean;
      readonly abort: boolean;
      readonly abortHeld: boolean;
      readonly cause: string;
    }
  /** The Send that was remembered while another command ran. */
  | { readonly type: "sendAgain"; readonly cause: string }
  | { readonly type: "putInService" }
  | { readonly type: "takeOutOfService" }
  | { readonly type: "stopDevice" }
  /** A command that was under way when the process ended goes on. */
  | { readonly type: "resume"; readonly verb: Verb; readonly cause: string }
  /** A command that was under way when the process ended does not go on: its record is closed. */
  | { readonly type: "discard" }
  | { readonly type: "waiting"; readonly on: boolean }
  | { readonly type: "receiving"; readonly on: boolean }
  | { readonly type: "moved"; readonly progress: Progress }
  | { readonly type: "ended"; readonly report: Report };

export type Effect =
  /** Record the command durably, then begin it. */
  | { readonly type: "accept"; readonly command: Command }
  /** Begin a command that is recorded already. */
  | { readonly type: "begin"; readonly command: Command }
  /** Record the end, unless the device stops and the command goes on later; then let the hands close everything. Their
   * `ended` still comes. */
  | { readonly type: "cancel"; readonly command: Command; readonly why: StopReason }
  /** Record the end, with its event. */
  | { readonly type: "conclude"; readonly command: Command; readonly report: Report }
  /** The remembered Send is asked for again, after the end of this command was shown. */
  | { readonly type: "sendAgain"; readonly cause: string }
  /** Fault rose or cleared: the standing alarm. */
  | { readonly type: "alarm"; readonly raised: boolean; readonly error: ErrorCode };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export interface MachineOptions {
  readonly rememberSend: boolean;
}

export const NOTHING: Progress = { filesTotal: 0, filesDone: 0, bytesTotal: 0, bytesDone: 0 };

export function initialState(inService: boolean): State {
  return {
    phase: { at: inService ? "ready" : "outOfService" },
    last: { error: ERROR.ok, fault: false, reply: "", progress: NOTHING, durationMs: 0, lastSuccess: 0 },
    tally: { missed: 0, commands: 0, done: 0, failed: 0 },
  };
}

/** The whole behaviour: what any input does in any state. */
export function next(state: State, input: Input, options: MachineOptions): Step {
  switch (input.type) {
    case "edges":
      return onEdges(state, input, options);
    case "sendAgain":
      return ask(state, "send", input.cause, options);
    case "putInService":
      return onPutInService(state);
    case "takeOutOfService":
      return onTakeOutOfService(state);
    case "stopDevice":
      return onStopDevice(state);
    case "resume":
      return state.phase.at === "ready" ? begin(state, input.verb, input.cause, "begin") : same(state);
    case "discard":
      return onDiscard(state);
    case "waiting":
      return work(state, { waiting: input.on });
    case "receiving":
      return work(state, { receiving: input.on });
    case "moved":
      return work(state, { progress: input.progress });
    case "ended":
      return onEnded(state, input.report);
  }
}

/** Abort outranks Send, Send outranks Refresh; Abort held true inhibits both. What is not taken is counted, not queued. */
function onEdges(state: State, edges: Extract<Input, { type: "edges" }>, options: MachineOptions): Step {
  const aborted = edges.abort ? abort(state) : same(state);
  const wanted: Verb[] = [...(edges.send ? (["send"] as const) : []), ...(edges.refresh ? (["refresh"] as const) : [])];
  return wanted.reduce<Step>((step, verb) => {
    const taken = edges.abortHeld ? missed(step.state) : ask(step.state, verb, edges.cause, options);
    return { state: taken.state, effects: [...step.effects, ...taken.effects] };
  }, aborted);
}

function abort(state: State): Step {
  const { phase } = state;
  switch (phase.at) {
    case "working":
      return stop(state, phase, "aborted", "ready");
    case "stopping":
      return same(state);
    case "ready":
    case "outOfService":
      return acknowledge(state);
  }
}

/** Abort while idle: Error returns to 0 and the fault clears. */
function acknowledge(state: State): Step {
  if (state.last.error === ERROR.ok && !state.last.fault) return same(state);
  return { state: { ...state, last: { ...state.last, error: ERROR.ok, fault: false } }, effects: clearing(state) };
}

function ask(state: State, verb: Verb, cause: string, options: MachineOptions): Step {
  const { phase } = state;
  if (phase.at === "ready") return begin(state, verb, cause, "accept");
  if (phase.at === "working" && verb === "send" && options.rememberSend && phase.remembered === undefined) {
    return same({ ...state, phase: { ...phase, remembered: cause } });
  }
  return missed(state);
}

function begin(state: State, verb: Verb, cause: string, how: "accept" | "begin"): Step {
  const number = state.tally.commands + 1;
  const command: Command = { number, verb, cause };
  return {
    state: {
      phase: { at: "working", command, progress: NOTHING, waiting: false, receiving: false, remembered: undefined },
      last: { ...state.last, error: ERROR.ok, fault: false, reply: "", progress: NOTHING, durationMs: 0 },
      tally: { ...state.tally, commands: number },
    },
    effects: [...clearing(state), { type: how, command }],
  };
}

function onPutInService(state: State): Step {
  const { phase } = state;
  if (phase.at === "outOfService") return same({ ...state, phase: { at: "ready" } });
  if (phase.at === "stopping") return same({ ...state, phase: { ...phase, afterwards: "ready" } });
  return same(state);
}

function onTakeOutOfService(state: State): Step {
  const { phase } = state;
  switch (phase.at) {
    case "working":
      return stop(state, phase, "takenOutOfService", "outOfService");
    case "stopping":
      return same({ ...state, phase: { ...phase, afterwards: "outOfService" } });
    default:
      return same({ ...state, phase: { at: "outOfService" } });
  }
}

function onStopDevice(state: State): Step {
  const { phase } = state;
  return phase.at === "working" ? stop(state, phase, "deviceStopping", "ready") : same(state);
}

function onDiscard(state: State): Step {
  const idle = state.phase.at === "ready" || state.phase.at === "outOfService";
  return same(idle ? { ...state, last: { ...state.last, error: ERROR.ended, fault: false } } : state);
}

function stop(
  state: State,
  phase: Extract<Phase, { at: "working" }>,
  why: StopReason,
  afterwards: "ready" | "outOfService",
): Step {
  const { command, progress } = phase;
  return {
    state: { ...state, phase: { at: "stopping", command, progress, why, afterwards } },
    effects: [{ type: "cancel", command, why }],
  };
}

function onEnded(state: State, ended: Report): Step {
  const { phase } = state;
  if (phase.at !== "working" && phase.at !== "stopping") return same(state);
  // Stopped on purpose is stopped, whatever the broken session said on its way down.
  const report: Report = phase.at === "stopping" ? { ...ended, failure: phase.why, subject: undefined } : ended;
  const error: ErrorCode = report.failure === undefined ? ERROR.ok : FAILURES[report.failure];
  const fault = error !== ERROR.ok && error !== ERROR.ended;
  const succeeded = report.failure === undefined;
  const over: State = {
    phase: { at: phase.at === "stopping" ? phase.afterwards : "ready" },
    last: {
      error,
      fault,
      reply: report.reply ?? "",
      progress: report.progress,
      durationMs: report.durationMs,
      lastSuccess: succeeded ? report.endedAt : state.last.lastSuccess,
    },
    tally: {
      ...state.tally,
      done: state.tally.done + (succeeded ? 1 : 0),
      failed: state.tally.failed + (succeeded ? 0 : 1),
    },
  };
  // What was stopped is on record as ended since it was told to stop, or goes on at the next start.
  const effects: Effect[] = phase.at === "stopping" ? [] : [{ type: "conclude", command: phase.command, report }];
  if (fault) effects.push({ type: "alarm", raised: true, error });
  if (phase.at === "working" && phase.remembered !== undefined) {
    effects.push({ type: "sendAgain", cause: phase.remembered });
  }
  return { state: over, effects };
}

function work(state: State, change: Partial<Extract<Phase, { at: "working" }>>): Step {
  const { phase } = state;
  return phase.at === "working" ? same({ ...state, phase: { ...phase, ...change } }) : same(state);
}

function missed(state: State): Step {
  return same({ ...state, tally: { ...state.tally, missed: state.tally.missed + 1 } });
}

function clearing(state: State): Effect[] {
  return state.last.fault ? [{ type: "alarm", raised: false, error: state.last.error }] : [];
}

function same(state: State): Step {
  return { state, effects: [] };
}
