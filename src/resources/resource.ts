import type { Subscription } from "rxjs";
import { asFailure, ERROR, type ErrorCode, FAILURES, Failure } from "../errors.ts";
import type { CommandRecord, NewCommand, NewEvent } from "../journal/records.ts";
import type { Value, VarRows } from "../vars/definition.ts";
import { rose } from "../vars/edge.ts";
import type { Commit, Owner, Space } from "../vars/space.ts";
import { concluded, resultOf } from "./conclusion.ts";
import { EndRecord } from "./end-record.ts";
import type { Hands } from "./hands.ts";
import {
  type Command,
  type Effect,
  type Input,
  initialState,
  next,
  type Report,
  type StopReason,
  TURN,
  type Verb,
} from "./machine.ts";
import { outputs } from "./outputs.ts";
import { closeRecord, fateOf, restartEvent } from "./restart.ts";
import type { transferOutputs } from "./rows.ts";
import { type CommandParts, RunningCommand, reportWithoutRun } from "./running-command.ts";

/** What every kind's configuration says about the resource as a whole. */
export interface ResourceSettings {
  readonly id: string;
  readonly inService: boolean;
  readonly rememberSend?: boolean;
  readonly sendForbidden?: boolean;
  readonly onRestart: "resume" | "discard";
  readonly events: { readonly success: boolean; readonly error: boolean; readonly fault: boolean };
}

export interface ResourceParts extends CommandParts {
  readonly space: Space;
  /** Bugs and things nobody can be told otherwise. */
  readonly log: (message: string, error: unknown) => void;
}

/** What a kind shows beside the outputs of every transfer. */
export type MoreOutputs = () => Readonly<Record<string, Value>>;

/** Of a server that is away its connection tells; and one that is switched off is no news. */
const TOLD_ELSEWHERE: readonly ErrorCode[] = [ERROR.noConnection, ERROR.disabled];

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
  readonly #more: MoreOutputs;
  #settings: ResourceSettings;
  #state;
  readonly #inputs: Input[] = [];
  #handling = false;
  #running: RunningCommand | undefined;
  readonly #ends: EndRecord;
  #onIdle: (() => void)[] = [];

  /** `hands` makes the hands of the next command, with the configuration of that moment. */
  constructor(
    settings: ResourceSettings,
    rows: VarRows & typeof transferOutputs,
    hands: () => Hands,
    parts: ResourceParts,
    more: MoreOutputs = () => ({}),
  ) {
    this.#settings = settings;
    this.#parts = parts;
    this.#hands = hands;
    this.#more = more;
    this.#ends = new EndRecord(settings.id, parts);
    this.#state = initialState(settings.inService);
    this.#owner = parts.space.declare(`easy.RESS.${settings.id}`, rows) as Owner<typeof transferOutputs>;
    this.show();
    this.#subscription = parts.space.commits$.subscribe((commit) => this.#onCommit(commit));
  }

  /** Takes effect with the next command; going in or out of service at once. */
  update(settings: ResourceSettings): void {
    this.#settings = settings;
    this.#take({ type: settings.inService ? "putInService" : "takeOutOfService" });
  }

  /** Shows what the state and the kind have to show now. */
  show(): void {
    this.#owner.show({ ...outputs(this.#state), ...this.#more() });
  }

  /** The time of a turn has come. It is let pass while something else runs, out of service, and while Abort is held. */
  turn(verb: Verb): void {
    this.#take({ type: "turn", verb, abortHeld: this.#abortHeld });
  }

  /** What to do with a command that was under way when the process ended. */
  takeUp(record: CommandRecord): void {
    const { inService, onRestart } = this.#settings;
    const fate = fateOf(record, inService && onRestart === "resume" && this.#running === undefined);
    if (fate !== "commandResumed") {
      this.#ends.write((journal) => closeRecord(record, fate, journal, this.#parts.clock.now()));
      this.#take({ type: "discard" });
      return;
    }
    this.#note(restartEvent(record, fate));
    this.#running = this.#run(record);
    const { verb, cause } = record;
    this.#take({ type: "resume", verb, cause, own: cause === TURN });
  }

  /** Ends what runs, within 2 s; it stays on record as under way. */
  async stop(): Promise<void> {
    this.#take({ type: "stopDevice" });
    await this.#idle();
    this.#ends.stop();
  }

  /** The resource was removed from the configuration: what runs is ended for good, and its variables go. */
  async remove(): Promise<void> {
    this.#take({ type: "takeOutOfService" });
    await this.#idle();
    this.#ends.stop();
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
      poll: rose(commit, `${prefix}.Poll`),
      refresh: rose(commit, `${prefix}.Refresh`),
      abort: rose(commit, `${prefix}.Abort`),
    };
    if (!Object.values(edges).includes(true)) return;
    this.#take({ type: "edges", ...edges, abortHeld: this.#abortHeld, cause: commit.cause });
  }

  get #abortHeld(): boolean {
    return this.#parts.space.read(`${this.#owner.prefix}.Abort`)?.value === true;
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
    const { rememberSend = false, sendForbidden = false } = this.#settings;
    const { state, effects } = next(this.#state, input, { rememberSend, sendForbidden });
    if (state === this.#state) return;
    this.#state = state;
    for (const effect of effects) {
      const answer = this.#perform(effect);
      if (answer !== undefined) this.#inputs.unshift(answer);
    }
    this.show();
  }

  #perform(effect: Effect): Input | undefined {
    switch (effect.type) {
      case "accept":
        return this.#accept(effect.command);
      case "begin":
        this.#running?.begin(this.#hands());
        return undefined;
      case "cancel":
        this.#cancel(effect.command, effect.why);
        return undefined;
      case "conclude":
        this.#conclude(effect.command, effect.report, effect.news);
        return undefined;
      case "again":
        return effect;
      case "alarm":
        this.#alarm(effect.raised, effect.error);
        return undefined;
    }
  }

  #accept({ verb, cause, own }: Command): Input | undefined {
    this.#running = undefined;
    const wish = { resource: this.#settings.id, verb, cause };
    try {
      this.#ends.flush();
      this.#running = this.#run(own ? wish : this.#parts.journal.accept(wish));
    } catch (error) {
      // Not recorded, so not started: nothing is promised that a restart could forget.
      return { type: "ended", report: reportWithoutRun(asFailure(error), this.#parts.clock.now()) };
    }
    this.#running.begin(this.#hands());
    return undefined;
  }

  #cancel(command: Command, why: StopReason): void {
    const failure = new Failure(why);
    // On record before it is signalled: what was stopped on purpose does not go on after a restart.
    if (why !== "deviceStopping") this.#conclude(command, this.#running?.report(failure), false);
    this.#running?.cancel(failure);
  }

  #run(of: CommandRecord | NewCommand): RunningCommand {
    const running: RunningCommand = new RunningCommand(of, this.#parts, {
      take: (input) => this.#take(input),
      onEnd: (failure, report) => {
        if (failure?.failure === "internal") this.#parts.log(`${this.#settings.id}: a bug`, failure.cause);
        this.#take({ type: "ended", report });
        // A remembered Send may have taken its place by now.
        if (this.#running === running) this.#running = undefined;
        for (const resolve of this.#onIdle.splice(0)) resolve();
      },
    });
    return running;
  }

  /** Of a command that was never recorded there is nothing to conclude, and of such a turn no more than its news. */
  #conclude(command: Command, report: Report | undefined, news: boolean): void {
    const running = this.#running;
    if (running === undefined || report === undefined) return;
    const event = this.#wantsEvent(command, report, news) ? concluded(this.#settings.id, command, report) : undefined;
    const { record } = running;
    if (record !== undefined) this.#ends.write((journal) => journal.conclude(record.id, resultOf(report), event));
    else if (event !== undefined) this.#note(event);
  }

  /** What a turn did well has its own event. */
  #wantsEvent({ own }: Command, { failure }: Report, news: boolean): boolean {
    const { events } = this.#settings;
    if (!own) return failure === undefined ? events.success : events.error;
    return news && events.error && failure !== undefined && !TOLD_ELSEWHERE.includes(FAILURES[failure]);
  }

  #alarm(raised: boolean, error: ErrorCode): void {
    const { id, events } = this.#settings;
    if (!events.fault) return;
    const type = raised ? "faultRaised" : "faultCleared";
    const severity = raised ? "error" : "info";
    this.#note({ type, severity, resource: id, origin: id, parameters: { error }, error: undefined });
  }

  #note(event: NewEvent): void {
    try {
      this.#parts.journal.append(event);
    } catch (error) {
      this.#parts.log(`${this.#settings.id}: the event ${event.type} could not be recorded`, error);
    }
  }
}
