import type { Clock } from "../clock.ts";
import { asFailure, type Failure } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { CommandRecord, NewCommand, PlanProgress } from "../journal/records.ts";
import type { Hands, Job } from "./hands.ts";
import { type Input, NOTHING, type Progress, type Report } from "./machine.ts";

/** Between two commits of progress. */
const PROGRESS_MS = 200;
/** Hands that were told to stop have this long; then the command is over without them. */
const STOP_MS = 1_800;

export interface CommandParts {
  readonly clock: Clock;
  readonly journal: Journal;
}

/** Who hears of a command as it goes on. After `onEnd` nothing more is told, whatever its hands still do. */
export interface Listener {
  take(input: Input): void;
  /** Once: the failure, if any, and the report that goes with it. */
  onEnd(failure: Failure | undefined, report: Report): void;
}

/** A command that is performed by its hands, and the way to stop it. It is on record, a turn from its plan on. */
export class RunningCommand {
  readonly #wish: NewCommand;
  readonly #parts: CommandParts;
  readonly #listener: Listener;
  readonly #abort = new AbortController();
  /** When it began, on the monotonic clock. */
  readonly #since: number;
  #record: CommandRecord | undefined;
  #progress: Progress = NOTHING;
  /** The last reply of the server that a file brought. */
  #reply: string | undefined;
  #leftOut: number;
  #over = false;
  #cancelTelling: (() => void) | undefined;
  #cancelWaiting: (() => void) | undefined;

  constructor(of: CommandRecord | NewCommand, parts: CommandParts, listener: Listener) {
    this.#wish = of;
    this.#record = "id" in of ? of : undefined;
    this.#parts = parts;
    this.#listener = listener;
    this.#since = parts.clock.monotonic();
    this.#leftOut = this.#record?.leftOut ?? 0;
  }

  get record(): CommandRecord | undefined {
    return this.#record;
  }

  begin(hands: Hands): void {
    this.#perform(hands).then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(asFailure(error)),
    );
  }

  /** What there is to say if it ends now. */
  report(failure: Failure | undefined): Report {
    const { clock } = this.#parts;
    return {
      failure: failure?.failure,
      subject: failure?.subject,
      reply: failure === undefined ? this.#reply : failure.reply,
      progress: this.#progress,
      leftOut: this.#leftOut,
      durationMs: clock.monotonic() - this.#since,
      endedAt: clock.now(),
    };
  }

  async #perform(hands: Hands): Promise<void> {
    // The outputs show the beginning first: even a command that fails at once is seen.
    await Promise.resolve();
    const record = this.#record;
    const resumed = record !== undefined && record.startUps > 0;
    await hands.run(this.#job(resumed ? this.#parts.journal.progress(record.id) : undefined));
  }

  /** Lets the hands close everything; it is over when they have, or after 1.8 s. */
  cancel(reason: Failure): void {
    this.#cancelWaiting = this.#parts.clock.after(STOP_MS, () => this.#end(reason));
    this.#abort.abort(reason);
  }

  #end(failure: Failure | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTelling?.();
    this.#cancelWaiting?.();
    this.#listener.onEnd(failure, this.report(failure));
  }

  #job(before: PlanProgress | undefined): Job {
    const { journal } = this.#parts;
    const { verb, cause } = this.#wish;
    return {
      verb,
      cause,
      signal: this.#abort.signal,
      before,
      plan: (files, leftOut = 0) => {
        if (this.#over) return;
        this.#record ??= journal.accept(this.#wish);
        journal.plan(this.#record.id, files, leftOut);
        this.#leftOut = leftOut;
      },
      fileEnded: (result) => {
        this.#reply = result.reply ?? this.#reply;
        if (!this.#over && this.#record !== undefined) journal.fileEnded(this.#record.id, result);
      },
      makeDurable: () => journal.flush(),
      waiting: (on) => this.#tell({ type: "waiting", on }),
      receiving: (on) => this.#tell({ type: "receiving", on }),
      moved: (progress) => {
        this.#progress = progress;
        this.#cancelTelling ??= this.#parts.clock.after(PROGRESS_MS, () => {
          this.#cancelTelling = undefined;
          this.#tell({ type: "moved", progress: this.#progress });
        });
      },
    };
  }

  #tell(input: Input): void {
    if (!this.#over) this.#listener.take(input);
  }
}

/** Of a command that never ran in this process. */
export function reportWithoutRun(failure: Failure, endedAt: number): Report {
  const { failure: name, subject, reply } = failure;
  return { failure: name, subject, reply, progress: NOTHING, durationMs: 0, endedAt };
}
