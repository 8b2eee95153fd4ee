import type { Session } from "../../connection/session.ts";
import { asFailure, type Failure } from "../../errors.ts";
import type { PlannedFile } from "../../journal/records.ts";
import { type AccessConfig, accessOf } from "../access.ts";
import { perform } from "../crew.ts";
import type { Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import { type ByteCount, Tally } from "../tally.ts";
import type { Version } from "./remote-file.ts";

/** One file that a round brings further. */
export interface Errand {
  /** On the server. */
  readonly path: string;
  /** As it was when its exchange began: how an errand is known again after a restart. */
  readonly version: Version;
  run(session: Session, begin: (size: number) => ByteCount): Promise<void>;
}

export interface Round {
  /** What there is to do. Nothing is on record before it answers; it is asked once. */
  find(session: Session): Promise<readonly Errand[]>;
  /** A temporary name on the server that is to be removed when the round is stopped now. */
  part?(): string | undefined;
}

/**
 * What a command or a turn does over one session: it finds its errands and runs them in order. The refusal of one does
 * not stop the others; a session that breaks is opened once more. Raises the first failure.
 */
export async function go(config: AccessConfig, job: Job, parts: Parts, prepare: (signal: AbortSignal) => Round) {
  const access = accessOf(config, parts);
  const signal = AbortSignal.any([job.signal, access.connection.disabled]);
  signal.throwIfAborted();
  const round = prepare(signal);
  const errands = new Errands(round, job, parts);
  const task = {
    size: 0,
    get part() {
      return round.part?.();
    },
    perform: (session: Session) => errands.run(session, signal),
    settled: (failure: Failure | undefined) => errands.settle(failure),
  };
  await perform([task], { access, clock: parts.clock, signal, waiting: (on) => job.waiting(on) });
}

interface Due {
  readonly file: PlannedFile;
  readonly errand: Errand;
}

class Errands {
  readonly #round: Round;
  readonly #job: Job;
  readonly #parts: Parts;
  #due: Due[] | undefined;
  #tally: Tally | undefined;
  #first: Failure | undefined;
  #reply = "";

  constructor(round: Round, job: Job, parts: Parts) {
    this.#round = round;
    this.#job = job;
    this.#parts = parts;
  }

  async run(session: Session, signal: AbortSignal): Promise<void> {
    this.#due ??= this.#planned(await this.#round.find(session));
    for (let one = this.#due[0]; one !== undefined; one = this.#due[0]) {
      const failure = await this.#attempt(one, session, signal);
      if (failure !== undefined && !session.usable) throw failure;
      this.#due.shift();
      this.#end(one, failure);
    }
    if (this.#first !== undefined) throw this.#first;
  }

  /** What is left when the round is over fails with it. */
  settle(failure: Failure | undefined): void {
    for (const one of this.#due?.splice(0) ?? []) this.#end(one, failure);
  }

  async #attempt({ file, errand }: Due, session: Session, signal: AbortSignal): Promise<Failure | undefined> {
    try {
      await errand.run(session, (size) => this.#begin(file, size));
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return asFailure(error);
    } finally {
      this.#reply = session.lastReply;
    }
  }

  #begin(file: PlannedFile, size: number): ByteCount {
    return this.#tally?.begin(file, size) ?? { add: () => {}, restart: () => {} };
  }

  #end({ file }: Due, failure: Failure | undefined): void {
    this.#first ??= failure;
    this.#tally?.settled(file, failure, this.#reply);
  }

  /** A round that was cut keeps its plan: of what is not under way any more, the end was on record, or is now. */
  #planned(errands: readonly Errand[]): Due[] {
    const { before } = this.#job;
    const files = before?.files ?? errands.map(planOf);
    if (before === undefined && files.length > 0) this.#job.plan(files);
    if (files.length === 0) return [];
    this.#tally = new Tally(files, this.#job, this.#parts.clock);
    const left = [...errands];
    const due: Due[] = [];
    for (const file of files) {
      if (this.#tally.isDone(file)) continue;
      const at = left.findIndex((errand) => isOf(errand, file));
      const errand = at < 0 ? undefined : left.splice(at, 1)[0];
      if (errand !== undefined) due.push({ file, errand });
      else this.#tally.settled(file, undefined, "");
    }
    return due;
  }
}

function planOf({ path, version }: Errand, index: number): PlannedFile {
  return { index, path, size: version.size, modified: version.modified ?? 0 };
}

function isOf({ path, version }: Errand, file: PlannedFile): boolean {
  return path === file.path && version.size === file.size && (version.modified ?? 0) === file.modified;
}
