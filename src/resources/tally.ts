import type { Clock } from "../clock.ts";
import type { Failure } from "../errors.ts";
import type { PlannedFile } from "../journal/records.ts";
import type { Job } from "./hands.ts";

/** Bytes of one attempt at a file. */
export interface ByteCount {
  readonly add: (bytes: number) => void;
  /** The attempt begins anew. */
  readonly restart: () => void;
}

interface Attempt {
  /** By how much the file is larger than planned. */
  readonly grown: number;
  readonly startedAt: number;
  moved: number;
}

/** Counts the files and bytes of a command, tells the job, and records the end of each file. Never beyond the totals. */
export class Tally {
  readonly #job: Job;
  readonly #clock: Clock;
  readonly #done = new Set<number>();
  /** What the last attempt at a file added to the totals, to be taken back when it is made again. */
  readonly #attempts = new Map<number, Attempt>();
  readonly #filesTotal: number;
  #filesDone = 0;
  #bytesTotal = 0;
  #bytesDone = 0;

  /** Of the whole plan: what an interrupted command had done before counts as done. */
  constructor(files: readonly PlannedFile[], job: Job, clock: Clock) {
    this.#job = job;
    this.#clock = clock;
    this.#filesTotal = files.length;
    for (const { index, result } of job.before?.files ?? []) if (result?.state === "done") this.#done.add(index);
    for (const { index, size } of files) {
      this.#bytesTotal += size;
      if (!this.#done.has(index)) continue;
      this.#filesDone += 1;
      this.#bytesDone += size;
    }
    this.#tell();
  }

  isDone({ index }: PlannedFile): boolean {
    return this.#done.has(index);
  }

  /** An attempt at a file, which may have another size than planned. */
  begin(file: PlannedFile, size: number): ByteCount {
    this.#takeBack(file.index);
    const attempt: Attempt = { grown: size - file.size, startedAt: this.#clock.monotonic(), moved: 0 };
    this.#attempts.set(file.index, attempt);
    this.#bytesTotal += attempt.grown;
    const add = (bytes: number) => {
      // A server may send more than it told, until that is noticed.
      const moved = Math.min(attempt.moved + bytes, size);
      this.#bytesDone += moved - attempt.moved;
      attempt.moved = moved;
      this.#tell();
    };
    return { add, restart: () => add(-attempt.moved) };
  }

  /** The file has arrived, and that is durable when this returns. It is not over yet: `settled` still comes. */
  arrived(file: PlannedFile, reply: string): void {
    this.#record(file, undefined, reply);
    this.#job.makeDurable();
  }

  settled(file: PlannedFile, failure: Failure | undefined, reply: string): void {
    this.#record(file, failure, failure?.reply ?? reply);
    if (failure === undefined) this.#filesDone += 1;
    else this.#takeBack(file.index);
    this.#attempts.delete(file.index);
    this.#tell();
  }

  #record({ index }: PlannedFile, failure: Failure | undefined, reply: string): void {
    const attempt = this.#attempts.get(index);
    this.#job.fileEnded({
      index,
      state: failure === undefined ? "done" : "failed",
      bytes: failure === undefined ? (attempt?.moved ?? 0) : 0,
      durationMs: attempt === undefined ? 0 : Math.round(this.#clock.monotonic() - attempt.startedAt),
      failure: failure?.failure,
      reply: reply === "" ? undefined : reply,
    });
  }

  #takeBack(index: number): void {
    const attempt = this.#attempts.get(index);
    if (attempt === undefined) return;
    this.#attempts.delete(index);
    this.#bytesTotal -= attempt.grown;
    this.#bytesDone -= attempt.moved;
  }

  #tell(): void {
    this.#job.moved({
      filesTotal: this.#filesTotal,
      filesDone: this.#filesDone,
      bytesTotal: this.#bytesTotal,
      bytesDone: this.#bytesDone,
    });
  }
}
