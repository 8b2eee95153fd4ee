import type { Subscription } from "rxjs";
import { asFailure, type ErrorCode, Failure } from "../errors.ts";
import type { CommandRecord, NewEvent } from "../journal/records.ts";
import type { VarRows } from "../vars/definition.ts";
import { rose } from "../vars/edge.ts";
import type { Commit, Owner, Space } from "../vars/space.ts";
import { concluded, resultOf } from "./conclusion.ts";
import { EndRecord } from "./end-record.ts";
import type { Hands } from "./kind.ts";
import { type Command, type Effect, type Input, initialState, next, type Report, type StopReason } from "./machine.ts";
import { outputs } from "./outputs.ts";
import { closeRecord, fateOf, restartEvent } from "./restart.ts";
import type { transferOutputs } from "./rows.ts";
import { type CommandParts, RunningCommand, reportWithoutRun, verbOf } from "./running-command.ts";

/** What every kind's configuration says about the resource as a whole. */
export interface ResourceSettings {
  readonly id: string;
  readonly inService: boolean;
  readonly rememberSend: boolean;
  readonly onRestart: "resume" | "discard";
  readonly events: { readonly success: boolean; readonly error: boolean; readonly fault: boolean };
}

export interface ResourceParts extends CommandParts {
  readonly space: Space;
  /** Bugs and things nobody can be told otherwise. */
  readonly log: (message: string, error: unknown) => void;
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
  #running: RunningCommand | undefined;
  readonly #ends: EndRecord;
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
    this.#ends = new EndRecord(settings.id, parts);
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
    const { inService, onRestart } = this.#settings;
    const fate = fateOf(record, inService && onRestart === "resume" && this.#running === undefined);
    if (fate !== "commandResumed") {
      this.#ends.write((journal) => closeRecord(record, fate, journal, this.#parts.clock.now()));
      this.#take({ type: "discard" });
      return;
    }
    this.#note(restartEvent(record, fate));
    this.#running = this.#run(record);
    this.#take({ type: "resume", verb: verbOf(record), cause: record.cause });
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
        this.#running?.begin(this.#hands());
        return undefined;
      case "cancel":
        this.#cancel(effect.command, effect.why);
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

  #accept({ verb, cause }: Command): Input | undefined {
    this.#running = undefined;
    try {
      this.#ends.flush();
      this.#running = this.#run(this.#parts.journal.accept({ resource: this.#settings.id, verb, cause }));
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
    if (why !== "deviceStopping") this.#conclude(command, this.#running?.report(failure));
    this.#running?.cancel(failure);
  }

  #run(record: CommandRecord): RunningCommand {
    const running: RunningCommand = new RunningCommand(record, this.#parts, {
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

  /** Of a command that was never recorded there is nothing to conclude. */
  #conclude(command: Command, report: Report | undefined): void {
    const record = this.#running?.record;
    if (record === undefined || report === undefined) return;
    const { events, id } = this.#settings;
    const wanted = report.failure === undefined ? events.success : events.error;
    const event = wanted ? concluded(id, command, report) : undefined;
    this.#ends.write((journal) => journal.conclude(record.id, resultOf(report), event));
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
