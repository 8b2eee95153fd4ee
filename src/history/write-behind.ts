import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Failure } from "../errors.ts";
import type { Value } from "../vars/definition.ts";
import type { Balance } from "./balance.ts";
import type { Balances } from "./balances.ts";
import { SampleQueue } from "./sample-queue.ts";
import type { Samples } from "./samples.ts";
import type { Trace, Traces } from "./traces.ts";

/** How long samples wait for each other, and how long a disk that refused is left alone. */
const WAIT_MS = 1000;
/** How many are written in one transaction, some 20 ms; when more wait, how long others are served before the next. */
const SAMPLES_AT_ONCE = 10_000;
const BETWEEN_MS = 5;

/** The disk refused for longer than memory could hold what was taken. */
export class SamplesLost extends Error {
  readonly samples: number;
  constructor(samples: number) {
    super(`${samples} samples were lost: the disk refuses them`);
    this.name = "SamplesLost";
    this.samples = samples;
  }
}

export interface WriteBehindParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly traces: Traces;
  readonly samples: Samples;
  readonly balances: Balances;
  readonly onLoss: (loss: SamplesLost) => void;
}

/** What was taken on its way to the disk: one transaction a second for all of it. */
export class WriteBehind {
  readonly #parts: WriteBehindParts;
  readonly #queue = new SampleQueue();
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(parts: WriteBehindParts) {
    this.#parts = parts;
  }

  append(trace: Trace, time: number, value: Value): void {
    this.#assertOpen();
    if (Number.isNaN(value)) throw new RangeError(`${trace.key}: a value is not a number`);
    this.#queue.add({ trace, time: Math.trunc(time), value });
    this.#wake();
  }

  /** Something was counted. */
  touch(balance: Balance): void {
    this.#assertOpen();
    this.#parts.balances.touch(balance);
    this.#wake();
  }

  /** A trace is new, or its retention is. */
  saveTraces(): void {
    if (this.#parts.traces.hasUnsaved) this.#wake();
  }

  /** Every sample taken so far is durable then. */
  flushSamples(): void {
    while (this.#queue.length > 0) this.#write([]);
  }

  flushBalance(balance: Balance): void {
    if (balance.hasWaiting) this.#write([balance]);
  }

  /** What the disk refuses to the last is lost. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    const { balances, onLoss } = this.#parts;
    try {
      this.#write(balances.waiting);
      this.flushSamples();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onLoss(new SamplesLost(this.#queue.length + this.#takeLost()));
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new Failure("journalUnavailable");
  }

  #wake(): void {
    this.#cancelTimer ??= this.#parts.clock.after(WAIT_MS, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#cancelTimer = undefined;
    const { balances, clock, onLoss } = this.#parts;
    const isWritten = this.#tryWrite(balances.due());
    const lost = this.#takeLost();
    if (lost > 0) onLoss(new SamplesLost(lost));
    if (this.#queue.length === 0 && !balances.haveWaiting && isWritten) return;
    const isBehind = isWritten && this.#queue.length > 0;
    this.#cancelTimer = clock.after(isBehind ? BETWEEN_MS : WAIT_MS, () => this.#onTimer());
  }

  #tryWrite(balances: readonly Balance[]): boolean {
    try {
      this.#write(balances);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  /** One transaction; what it wrote waits no longer. */
  #write(due: readonly Balance[]): void {
    const { database, traces, samples, balances } = this.#parts;
    const batch = this.#queue.oldest(SAMPLES_AT_ONCE);
    if (batch.length === 0 && due.length === 0 && !traces.hasUnsaved) return;
    const heads = database.write(() => {
      traces.save();
      balances.write(due);
      return samples.insert(batch);
    });
    traces.saved();
    balances.written(due);
    for (const [trace, head] of heads) Object.assign(trace, head);
    this.#queue.drop(batch.length);
  }

  #takeLost(): number {
    return this.#queue.takeLost() + this.#parts.balances.takeLost();
  }
}
