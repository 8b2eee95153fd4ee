import type { Subscription } from "rxjs";
import { asFailure, type ErrorCode, Failure } from "../errors.ts";
import type { CommandRecord } from "../journal/records.ts";
import type { VarRows } from "../vars/definition.ts";
import { rose } from "../vars/edge.ts";
import type { Commit, Owner, Space } from "../vars/space.ts";
import { concluded, resultOf } from "./conclusion.ts";
import type { Hands } from "./kind.ts";
import { type Command, type Effect, type Input, initialState, next, type Report } from "./machine.ts";
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
    const fate = fateOf(record, this.#settings.inService && this.#settings.onRestart === "resume");
    if (fate !== "commandResumed") {
      closeRecord(record, fate, this.#parts);
      this.#take({ type: "discard" });
      return;
    }
    this.#parts.journal.append(restartEvent(record, fate));
    this.#running = this.#run(record);
    this.#take({ type: "resume", verb: verbOf(record), cause: record.cause });
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
        this.#running?.begin(this.#hands());
        return undefined;
      case "cancel":
        this.#running?.cancel(new Failure(effect.why));
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
    try {
      this.#running = this.#run(this.#parts.journal.accept({ resource: this.#settings.id, verb, cause }));
    } catch (error) {
      // Not recorded, so not started: nothing is promised that a restart could forget.
      return { type: "ended", report: reportWithoutRun(asFailure(error), this.#parts.clock.now()) };
    }
    this.#running.begin(this.#hands());
    return undefined;
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
