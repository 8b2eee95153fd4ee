import type { Subscription } from "rxjs";
import type { Clock } from "../clock.ts";
import { asFailure, type ErrorCode, Failure } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { CommandRecord } from "../journal/records.ts";
import type { VarRows } from "../vars/definition.ts";
import { rose } from "../vars/edge.ts";
import type { Commit, Owner, Space } from "../vars/space.ts";
import { concluded, resultOf } from "./conclusion.ts";
import type { Hands, Job } from "./kind.ts";
import {
  type Command,
  type Effect,
  type Input,
  initialState,
  NOTHING,
  next,
  type Progress,
  type Report,
} from "./machine.ts";
import { outputs } from "./outputs.ts";
import type { transferOutputs } from "./rows.ts";

/** What every kind's configuration says about the resource as a whole. */
export interface ResourceSettings {
  readonly id: string;
  readonly inService: boolean;
  readonly rememberSend: boolean;
  readonly onRestart: "resume" | "discard";
  readonly events: { readonly success: boolean; readonly error: boolean; readonly fault: boolean };
}

export interface ResourceParts {
  readonly clock: Clock;
  readonly space: Space;
  readonly journal: Journal;
  /** Bugs and things nobody can be told otherwise. */
  readonly log: (message: string, error: unknown) => void;
}

/** A command at this many start-ups in a row is set aside: it must not hold the controller in a loop. */
const MAX_START_UPS = 5;
/** Between two commits of progress. */
const PROGRESS_MS = 200;
/** Hands that were told to stop have this long; then the outputs show the end without them. */
const STOP_MS = 1_800;

/** A command being performed: its record, and the way to stop it. */
interface Running {
  readonly record: CommandRecord;
  readonly abort: AbortController;
  /** When it began, on the monotonic clock. */
  readonly since: number;
  progress: Progress;
  /** The last reply of the server that a file brought. */
  reply: string | undefined;
  cancelTelling: () => void;
  cancelWaiting: () => void;
}

/**
 * One resource of any kind: it listens to its inputs, lets the machine decide, performs the effects and shows the outputs.
 *
 * Effects on record come before the outputs that tell of them: an accepted command is durable before Action rises, and
 * its event before Action falls.
 */
export class Resource {
  readonly #parts: ResourceParts;
  readonly #owner: Owner<typeof transferOutputs>;
  readonly #subscription: Subscription;
  readonly #hands: () => Hands;
  #settings: ResourceSettings;
  #state;
  readonly #inputs: Input[] = [];
  #handling = false;
  #running: Running | undefined;
  #onIdle: (() => void)[] = [];

  /** `hands` makes the hands of the next command, with the configuration of that moment. */
  constructor(
    settings: ResourceSettings,
    rows: VarRows & typeof transferOutputs,
    hands: () => Hands,
    parts: ResourceParts,
  ) {
    this.#settings = settings;
    this.#parts = parts;
    this.#hands = hands;
    this.#state = initialState(settings.inService);
    this.#owner = parts.space.declare(`easy.RESS.${settings.id}`, rows) as Owner<typeof transferOutputs>;
    this.#owner.show(outputs(this.#state));
    this.#subscription = parts.space.commits$.subscribe((commit) => this.#onCommit(commit));
  }

  /** Takes effect with the next command; going in or out of service at once. */
  update(settings: ResourceSettings): void {
    this.#settings = settings;
    this.#take({ type: settings.inService ? "putInService" : "takeOutOfService" });
  }

  /** What to do with a command that was under way when the process ended. */
  takeUp(record: CommandRecord): void {
    const { journal } = this.#parts;
    const verb = record.verb === "refresh" ? "refresh" : "send";
    const setAside = record.startUps >= MAX_START_UPS;
    if (setAside || this.#settings.onRestart === "discard" || !this.#settings.inService) {
      const type = setAside ? "commandSetAside" : "commandDiscarded";
      journal.conclude(record.id, resultOf(discarded(this.#parts.clock.now())), {
        type,
        severity: "warning",
        resource: record.resource,
        origin: record.cause,
        parameters: { verb, startUps: record.startUps },
        error: undefined,
      });
      this.#take({ type: "discard" });
      return;
    }
    journal.append({
      type: "commandResumed",
      severity: "warning",
      resource: record.resource,
      origin: record.cause,
      parameters: { verb },
      error: undefined,
    });
    this.#running = this.#run(record);
    this.#take({ type: "resume", verb, cause: record.cause });
  }

  /** Ends what runs, within 2 s; it stays on record as under way. */
  stop(): Promise<void> {
    this.#take({ type: "stopDevice" });
    return this.#idle();
  }

  /** The resource was removed from the configuration: what runs is ended for good, and its variables go. */
  async remove(): Promise<void> {
    this.#take({ type: "takeOutOfService" });
    await this.#idle();
    this.#subscription.unsubscribe();
    this.#owner.withdraw();
  }

  #idle(): Promise<void> {
    return this.#running === undefined ? Promise.resolve() : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #onCommit(commit: Commit): void {
    const { prefix } = this.#owner;
    const edges = {
      send: rose(commit, `${prefix}.Send`),
      refresh: rose(commit, `${prefix}.Refresh`),
      abort: rose(commit, `${prefix}.Abort`),
    };
    if (!edges.send && !edges.refresh && !edges.abort) return;
    const abortHeld = this.#parts.space.read(`${prefix}.Abort`)?.value === true;
    this.#take({ type: "edges", ...edges, abortHeld, cause: commit.cause });
  }

  /** One input at a time, in order, even when showing outputs makes a watcher write back. */
  #take(input: Input): void {
    this.#inputs.push(input);
    if (this.#handling) return;
    this.#handling = true;
    try {
      for (let one = this.#inputs.shift(); one !== undefined; one = this.#inputs.shift()) this.#handle(one);
    } finally {
      this.#handling = false;
    }
  }

  #handle(input: Input): void {
    const { state, effects } = next(this.#state, input, this.#settings);
    if (state === this.#state) return;
    this.#state = state;
    for (const effect of effects) {
      const answer = this.#perform(effect);
      if (answer !== undefined) this.#inputs.unshift(answer);
    }
    this.#owner.show(outputs(state));
  }

  #perform(effect: Effect): Input | undefined {
    switch (effect.type) {
      case "accept":
        return this.#accept(effect.command);
      case "begin":
        this.#begin(this.#running);
        return undefined;
      case "cancel":
        this.#cancel(new Failure(effect.why));
        return undefined;
      case "conclude":
        this.#conclude(effect.command, effect.report);
        return undefined;
      case "sendAgain":
        return effect;
      case "alarm":
        this.#alarm(effect.raised, effect.error);
        return undefined;
    }
  }

  #accept(command: Command): Input | undefined {
    try {
      const { id } = this.#settings;
      this.#running = this.#run(this.#parts.journal.accept({ resource: id, verb: command.verb, cause: command.cause }));
    } catch (error) {
      // Not recorded, so not started: nothing is promised that a restart could forget.
      return { type: "ended", report: this.#report(undefined, asFailure(error)) };
    }
    this.#begin(this.#running);
    return undefined;
  }

  #run(record: CommandRecord): Running {
    const since = this.#parts.clock.monotonic();
    const nothing = () => {};
    return {
      record,
      abort: new AbortController(),
      since,
      progress: NOTHING,
      reply: undefined,
      cancelTelling: nothing,
      cancelWaiting: nothing,
    };
  }

  #begin(running: Running | undefined): void {
    if (running === undefined) return;
    const hands = this.#hands();
    const before = running.record.startUps > 0 ? this.#parts.journal.progress(running.record.id) : undefined;
    // The outputs show the beginning first: even a command that fails at once is seen.
    queueMicrotask(() => {
      hands.run(this.#job(running, before)).then(
        () => this.#end(running, undefined),
        (error: unknown) => this.#end(running, asFailure(error)),
      );
    });
  }

  #end(running: Running, failure: Failure | undefined): void {
    if (this.#running !== running) return; // its end was shown already, because it took too long to stop
    running.cancelTelling();
    running.cancelWaiting();
    if (failure?.failure === "internal") this.#parts.log(`${this.#settings.id}: a bug`, failure.cause);
    this.#take({ type: "ended", report: this.#report(running, failure) });
    if (this.#running === running) this.#running = undefined;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #cancel(reason: Failure): void {
    const running = this.#running;
    if (running === undefined) return;
    running.cancelWaiting = this.#parts.clock.after(STOP_MS, () => this.#end(running, reason));
    running.abort.abort(reason);
  }

  #report(running: Running | undefined, failure: Failure | undefined): Report {
    const { clock } = this.#parts;
    return {
      failure: failure?.failure,
      subject: failure?.subject,
      reply: failure === undefined ? running?.reply : failure.reply,
      progress: running?.progress ?? NOTHING,
      durationMs: running === undefined ? 0 : clock.monotonic() - running.since,
      endedAt: clock.now(),
    };
  }

  #job(running: Running, before: Job["before"]): Job {
    const { journal, clock } = this.#parts;
    const current = () => this.#running === running;
    let told = false;
    const tell = () => {
      told = false;
      if (current()) this.#take({ type: "moved", progress: running.progress });
    };
    return {
      verb: running.record.verb === "refresh" ? "refresh" : "send",
      id: running.record.id,
      signal: running.abort.signal,
      before,
      plan: (files) => journal.plan(running.record.id, files),
      fileEnded: (result) => {
        running.reply = result.reply ?? running.reply;
        if (current()) journal.fileEnded(running.record.id, result);
      },
      waiting: (on) => current() && this.#take({ type: "waiting", on }),
      receiving: (on) => current() && this.#take({ type: "receiving", on }),
      moved: (progress) => {
        running.progress = progress;
        if (told) return;
        told = true;
        running.cancelTelling = clock.after(PROGRESS_MS, tell);
      },
    };
  }

  #conclude(command: Command, report: Report): void {
    const running = this.#running;
    if (running === undefined) return;
    const { events, id } = this.#settings;
    const event = concluded(id, command, report);
    const wanted = report.failure === undefined ? events.success : events.error;
    try {
      this.#parts.journal.conclude(running.record.id, resultOf(report), wanted ? event : undefined);
    } catch (error) {
      // The transfer is what it is; the record stays under way, and a restart does the command once more.
      this.#parts.log(`${id}: the end of command ${running.record.id} could not be recorded`, error);
    }
    this.#running = undefined;
  }

  #alarm(raised: boolean, error: ErrorCode): void {
    if (!this.#settings.events.fault) return;
    try {
      this.#parts.journal.append({
        type: raised ? "faultRaised" : "faultCleared",
        severity: raised ? "error" : "info",
        resource: this.#settings.id,
        origin: this.#settings.id,
        parameters: { error },
        error: undefined,
      });
    } catch (failure) {
      this.#parts.log(`${this.#settings.id}: an alarm could not be recorded`, failure);
    }
  }
}

function discarded(endedAt: number): Report {
  return {
    failure: "discardedAtRestart",
    subject: undefined,
    reply: undefined,
    progress: NOTHING,
    durationMs: 0,
    endedAt,
  };
}
