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
      /** What runs next: one Send with `rememberSend`, and one command of any kind during a turn. */
      readonly remembered: Wish | undefined;
    }
  | {
      readonly at: "stopping";
      readonly command: Command;
      readonly progress: Progress;
      readonly why: StopReason;
      /** Where it leads when the sockets are closed. */
      readonly afterwards: "ready" | "outOfService";
    };

export type Verb = "send" | "refresh" | "poll";
export type StopReason = Extract<FailureName, "aborted" | "takenOutOfService" | "deviceStopping">;

export interface Wish {
  readonly verb: Verb;
  /** Who asked. */
  readonly cause: string;
}

export interface Command extends Wish {
  /** Counts from 1 over the life of the process. */
  readonly number: number;
  /** A turn: nobody asked for it, its time had come. It is not counted, and what it does is no result of a command. */
  readonly own: boolean;
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
      readonly poll: boolean;
      readonly refresh: boolean;
      readonly abort: boolean;
      readonly abortHeld: boolean;
      readonly cause: string;
    }
  /** What was remembered while something else ran. */
  | { readonly type: "again"; readonly wish: Wish }
  /** The time of a turn has come. */
  | { readonly type: "turn"; readonly verb: Verb; readonly abortHeld: boolean }
  | { readonly type: "putInService" }
  | { readonly type: "takeOutOfService" }
  | { readonly type: "stopDevice" }
  /** A command that was under way when the process ended goes on. */
  | { readonly type: "resume"; readonly verb: Verb; readonly cause: string; readonly own: boolean }
  /** A command that was under way when the process ended does not go on: its record is closed. */
  | { readonly type: "discard" }
  | { readonly type: "waiting"; readonly on: boolean }
  | { readonly type: "receiving"; readonly on: boolean }
  | { readonly type: "moved"; readonly progress: Progress }
  | { readonly type: "ended"; readonly report: Report };

export type Effect =
  /** Record the command durably, then begin it. A turn is on record once it finds something to do. */
  | { readonly type: "accept"; readonly command: Command }
  /** Begin a command that is recorded already. */
  | { readonly type: "begin"; readonly command: Command }
  /** Record the end, unless the device stops and the command goes on later; then let the hands close everything. Their
   * `ended` still comes. */
  | { readonly type: "cancel"; readonly command: Command; readonly why: StopReason }
  /** Record the end, with its event. The failure of a turn is news unless the turn before failed with the same Error. */
  | { readonly type: "conclude"; readonly command: Command; readonly report: Report; readonly news: boolean }
  /** What was remembered is asked for again, after the end of this command was shown. */
  | { readonly type: "again"; readonly wish: Wish }
  /** Fault rose or cleared: the standing alarm. */
  | { readonly type: "alarm"; readonly raised: boolean; readonly error: ErrorCode };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export interface MachineOptions {
  readonly rememberSend: boolean;
  /** Send is not for everybody: its edges are discarded. */
  readonly sendForbidden?: boolean;
}

/** Who asks for a turn. */
export const TURN = "turn";
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
    case "again":
      return ask(state, input.wish, options);
    case "turn":
      return state.phase.at === "ready" && !input.abortHeld ? beginTurn(state, input.verb) : same(state);
    case "putInService":
      return onPutInService(state);
    case "takeOutOfService":
      return onTakeOutOfService(state);
    case "stopDevice":
      return onStopDevice(state);
    case "resume":
      return state.phase.at === "ready" ? onResume(state, input) : same(state);
    case "discard":
      return onDiscard(state);
    case "waiting":
      return onWork(state, { waiting: input.on });
    case "receiving":
      return onWork(state, { receiving: input.on });
    case "moved":
      return onWork(state, { progress: input.progress });
    case "ended":
      return onEnded(state, input.report);
  }
}

/** Abort outranks all others, which it inhibits while it is held true. What is not taken is counted, not queued. */
function onEdges(state: State, edges: Extract<Input, { type: "edges" }>, options: MachineOptions): Step {
  const aborted = edges.abort ? abort(state) : same(state);
  return RANKS.filter((verb) => edges[verb]).reduce<Step>((step, verb) => {
    const taken = edges.abortHeld ? missed(step.state) : ask(step.state, { verb, cause: edges.cause }, options);
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

const RANKS = ["send", "poll", "refresh"] as const;

function ask(state: State, wish: Wish, options: MachineOptions): Step {
  const { phase } = state;
  if (wish.verb === "send" && options.sendForbidden) return missed(state);
  if (phase.at === "ready") return begin(state, wish, "accept");
  if (phase.at === "working" && phase.remembered === undefined) {
    const remembers = phase.command.own || (wish.verb === "send" && options.rememberSend);
    if (remembers) return same({ ...state, phase: { ...phase, remembered: wish } });
  }
  return missed(state);
}

function begin(state: State, wish: Wish, how: "accept" | "begin"): Step {
  const number = state.tally.commands + 1;
  const command: Command = { ...wish, number, own: false };
  return {
    state: {
      phase: work(command, NOTHING),
      last: { ...state.last, error: ERROR.ok, fault: false, reply: "", progress: NOTHING, durationMs: 0 },
      tally: { ...state.tally, commands: number },
    },
    effects: [...clearing(state), { type: how, command }],
  };
}

/** What a turn finds is shown when it has found it: until then nothing but Action tells of it. */
function beginTurn(state: State, verb: Verb, how: "accept" | "begin" = "accept"): Step {
  const command: Command = { number: state.tally.commands, verb, cause: TURN, own: true };
  return {
    state: { ...state, phase: work(command, state.last.progress) },
    effects: [{ type: how, command }],
  };
}

function onResume(state: State, { verb, cause, own }: Extract<Input, { type: "resume" }>): Step {
  return own ? beginTurn(state, verb, "begin") : begin(state, { verb, cause }, "begin");
}

function work(command: Command, progress: Progress): Phase {
  return { at: "working", command, progress, waiting: false, receiving: false, remembered: undefined };
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
  const { own } = phase.command;
  const last = own ? afterTurn(state.last, report) : afterCommand(state.last, report);
  const succeeded = report.failure === undefined;
  const over: State = {
    phase: { at: phase.at === "stopping" ? phase.afterwards : "ready" },
    last,
    tally: own
      ? state.tally
      : {
          ...state.tally,
          done: state.tally.done + (succeeded ? 1 : 0),
          failed: state.tally.failed + (succeeded ? 0 : 1),
        },
  };
  const news = !own || last.error !== state.last.error;
  // What was stopped is on record as ended since it was told to stop, or goes on at the next start.
  const effects: Effect[] = phase.at === "stopping" ? [] : [{ type: "conclude", command: phase.command, report, news }];
  // A command has cleared the fault before it began.
  if (own && state.last.fault && last.error !== state.last.error) effects.push(...clearing(state));
  if (last.fault && (!state.last.fault || news)) effects.push({ type: "alarm", raised: true, error: last.error });
  if (phase.at === "working" && phase.remembered !== undefined) {
    effects.push({ type: "again", wish: phase.remembered });
  }
  return { state: over, effects };
}

function afterCommand(before: Ending, report: Report): Ending {
  const error: ErrorCode = report.failure === undefined ? ERROR.ok : FAILURES[report.failure];
  return {
    error,
    fault: error !== ERROR.ok && error !== ERROR.ended,
    reply: report.reply ?? "",
    progress: report.progress,
    durationMs: report.durationMs,
    lastSuccess: report.failure === undefined ? report.endedAt : before.lastSuccess,
  };
}

/**
 * A turn that found nothing to do says no more than that what was broken is well again. A connection that was switched
 * off is no fault of what nobody asked for.
 */
function afterTurn(before: Ending, report: Report): Ending {
  const idle = report.failure === undefined && report.progress.filesTotal === 0;
  if (idle) return before.error === ERROR.ended ? before : { ...before, error: ERROR.ok, fault: false };
  const after = afterCommand(before, report);
  return after.error === ERROR.disabled ? { ...after, fault: false } : after;
}

function onWork(state: State, change: Partial<Extract<Phase, { at: "working" }>>): Step {
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
