import { systemClock } from "../clock.ts";
import type { FailureName } from "../errors.ts";
import { answers, isTransfer } from "./answers.ts";
import type { Reply } from "./reply.ts";

/** What is sent for, when nothing is: the server speaks first. */
export const GREETING = "greeting";
/** More preliminary replies than that before the final one are no answer. */
const MAX_PRELIMINARY = 16;

/** A command that has been sent. `begun` has its 125 or 150, or the final reply when there is none before it. */
export interface Order {
  readonly begun: Promise<Reply>;
  readonly final: Promise<Reply>;
  /** The data has gone, or come: from now on the final reply is waited for. */
  readonly moved: () => void;
}

/** A command, or the greeting, as long as its final reply has not come. */
interface Due {
  readonly verb: string;
  readonly begun: PromiseWithResolvers<Reply>;
  readonly final: PromiseWithResolvers<Reply>;
  preliminary: number;
  /** Data is still to be moved: once that has begun, the data connection is timed and the control connection is not. */
  moving: boolean;
}

/**
 * The replies that are still to come, in the order of their commands. Each has an absolute deadline, counted from when
 * the one before it was complete; bytes that trickle in do not move it.
 */
export class DueReplies {
  readonly #delayMs: number;
  readonly #onLate: (failure: FailureName) => void;
  readonly #queue: Due[] = [];
  #interrupted = false;
  #cancelDeadline: () => void = () => {};

  constructor(delayMs: number, onLate: (failure: FailureName) => void) {
    this.#delayMs = delayMs;
    this.#onLate = onLate;
  }

  /** Whether data may be on its way. */
  get transferring(): boolean {
    return this.#queue.some((due) => isTransfer(due.verb));
  }

  expect(verb: string, ms = this.#delayMs): Order {
    const due: Due = {
      verb,
      begun: Promise.withResolvers(),
      final: Promise.withResolvers(),
      preliminary: 0,
      moving: isTransfer(verb),
    };
    for (const { promise } of [due.begun, due.final]) promise.catch(() => {});
    this.#queue.push(due);
    if (this.#queue.length === 1) this.#setDeadline(ms);
    const moved = () => {
      due.moving = false;
      if (this.#queue[0] === due && !this.#interrupted) this.#setDeadline();
    };
    return { begun: due.begun.promise, final: due.final.promise, moved };
  }

  /** Gives a reply to the command it belongs to, or answers why the dialogue cannot go on. */
  take(reply: Reply): FailureName | undefined {
    const due = this.#queue[0];
    if (due === undefined) return "replyGarbled"; // nobody asked
    if (reply.code < 200) {
      due.preliminary += 1;
      if (due.preliminary > MAX_PRELIMINARY) return "replyGarbled";
      if (reply.code !== 125 && reply.code !== 150) return undefined;
      if (due.moving) this.#cancelDeadline();
      due.begun.resolve(reply);
      return undefined;
    }
    const answered = answers(due.verb, reply.code);
    if (due.verb === GREETING && !answered) return greetingRefusal(reply.code);
    if (reply.code < 400 && !answered) return "replyGarbled";
    this.#queue.shift();
    this.#cancelDeadline();
    if (this.#queue.length > 0 && !this.#interrupted) this.#setDeadline();
    due.begun.resolve(reply);
    due.final.resolve(reply);
    return undefined;
  }

  /** Ends the waits at once. What is due stays due: its replies belong to nobody else. */
  interrupt(reason: unknown): void {
    this.#interrupted = true;
    this.#cancelDeadline();
    for (const { begun, final } of this.#queue) {
      begun.reject(reason);
      final.reject(reason);
    }
  }

  /** Deadlines run again for what is sent from now on. */
  resume(): void {
    this.#interrupted = false;
  }

  #setDeadline(ms = this.#delayMs): void {
    this.#cancelDeadline();
    this.#cancelDeadline = systemClock.after(ms, () => {
      const due = this.#queue[0];
      if (due?.verb !== GREETING) this.#onLate("replyTimeout");
      else this.#onLate(due.preliminary > 0 ? "serverBusy" : "greetingTimeout"); // 120 said: later
    });
  }
}

/** RFC 959 knows no refusal in place of a greeting but 421; servers that keep some hosts out send 530. */
function greetingRefusal(code: number): FailureName {
  if (code < 400) return "notFtp";
  return code < 500 ? "serverBusy" : "loginRejected";
}
