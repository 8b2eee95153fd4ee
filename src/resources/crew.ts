import type { Clock } from "../clock.ts";
import type { Lease } from "../connection/connection.ts";
import type { Session } from "../connection/session.ts";
import { asFailure, ERROR, Failure } from "../errors.ts";
import type { Access } from "./access.ts";

/** One file's worth of work on a session. */
export interface Task {
  /** Bytes, to judge how many sessions are worth opening. */
  readonly size: number;
  /** Temporary name on the server, removed when the command is stopped while the task runs. */
  readonly part: string | undefined;
  /** `more`: this session goes on with another task at once. */
  perform(session: Session, more: boolean): Promise<void>;
  /** Told once, when the task is over for this command. */
  settled(failure: Failure | undefined): void;
}

export interface CrewOptions {
  readonly access: Access;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly waiting: (on: boolean) => void;
}

/** Before the second try of a broken session: a server that restarts gets a moment. */
const PAUSE_MS = 1_000;
/** A stopped session may use this long to say ABOR and to remove its temporary file. */
const GRACE_MS = 1_000;
/** Worth one more session. */
const FILES_PER_SESSION = 8;
const BYTES_PER_SESSION = 32 * 1024 * 1024;

/**
 * Performs tasks, in order, over as many sessions as are worth it and to be had.
 *
 * The refusal of one task does not stop the others. Tasks whose session broke are tried once more, together, on new
 * sessions; when those break too the command is over, and what is left fails with the reason. Raises the first failure.
 */
export async function perform(tasks: readonly Task[], options: CrewOptions): Promise<void> {
  if (tasks.length === 0) return;
  let first: Failure | undefined;
  const settle = (task: Task, failure: Failure | undefined) => {
    first ??= failure;
    task.settled(failure);
  };
  const broken = await round(tasks, options, settle);
  if (broken !== undefined && broken.left.length > 0) {
    options.waiting(true);
    await options.clock.sleep(PAUSE_MS, options.signal);
    options.waiting(false);
    const again = await round(broken.left, options, settle).catch((error) => {
      options.signal.throwIfAborted();
      return { left: broken.left, reason: asFailure(error) };
    });
    if (again !== undefined) for (const task of again.left) settle(task, broken.reason);
  }
  if (first !== undefined) throw first;
}

interface Broken {
  readonly left: readonly Task[];
  readonly reason: Failure;
}

/** One pass over the tasks. Answers those left over when sessions broke; raises when no session could be had at all. */
async function round(
  tasks: readonly Task[],
  options: CrewOptions,
  settle: (task: Task, failure: Failure | undefined) => void,
): Promise<Broken | undefined> {
  const { access, signal, waiting } = options;
  const { connection, settings, login, hear } = access;
  const queue = [...tasks];
  const left: Task[] = [];
  let reason: Failure | undefined;
  let workers = 0;
  const enough = new AbortController();

  const work = async (first: Lease): Promise<void> => {
    let lease = first;
    try {
      for (let task = queue.shift(); task !== undefined; ) {
        const leaving = lease.wanted && workers > 1;
        if (leaving) workers -= 1;
        const following = leaving ? undefined : queue.shift();
        const failure = await attempt(task, lease.session, following !== undefined, signal);
        if (failure?.error === ERROR.connection && !lease.session.usable) {
          reason ??= failure;
          left.push(task, ...(following === undefined ? [] : [following]));
          return;
        }
        settle(task, failure);
        task = following;
        if (task !== undefined && !lease.session.usable) {
          queue.unshift(task);
          lease.release();
          lease = await connection.lease(login, signal, waiting, settings, hear);
          task = queue.shift();
        }
      }
    } finally {
      lease.release();
      // A further session that is still being opened has nothing to do any more.
      if (queue.length === 0) enough.abort(new Failure("aborted"));
    }
  };

  const ends: Promise<void>[] = [];
  const join = (lease: Lease) => {
    workers += 1;
    return work(lease);
  };
  const joinFurther = (lease: Lease) => {
    lease.session.attach(signal, hear);
    return join(lease);
  };
  ends.push(join(await connection.lease(login, signal, waiting, settings, hear)));
  for (let n = worthwhile(tasks, settings.sessions) - 1; n > 0; n -= 1) {
    // A further session that cannot be had is no error: the command goes on with those it has.
    const opening = AbortSignal.any([signal, enough.signal]);
    const further = connection.leaseFurther(login, opening, settings, hear).catch(() => undefined);
    ends.push(further.then((lease) => (lease === undefined ? undefined : joinFurther(lease))));
  }
  for (const end of await Promise.allSettled(ends)) if (end.status === "rejected") reason ??= asFailure(end.reason);
  signal.throwIfAborted();
  left.push(...queue);
  return left.length === 0 ? undefined : { left, reason: reason ?? new Failure("internal") };
}

async function attempt(task: Task, session: Session, more: boolean, signal: AbortSignal): Promise<Failure | undefined> {
  try {
    await task.perform(session, more);
    return undefined;
  } catch (error) {
    if (signal.aborted) {
      await session.abandon(task.part, GRACE_MS);
      throw signal.reason;
    }
    return asFailure(error);
  }
}

function worthwhile(tasks: readonly Task[], sessions: number): number {
  const bytes = tasks.reduce((sum, task) => sum + task.size, 0);
  const useful = Math.ceil(tasks.length / FILES_PER_SESSION + bytes / BYTES_PER_SESSION);
  return Math.max(1, Math.min(sessions, tasks.length, useful));
}
