import type { Clock } from "../clock.ts";
import type { Connection } from "../connection/connection.ts";
import type { Login, Session } from "../connection/session.ts";
import { asFailure, type Failure } from "../errors.ts";
import type { Drops } from "./drops.ts";
import type { Tell } from "./happening.ts";
import type { Reports } from "./reports.ts";

export interface BackOfficeParts {
  readonly connection: Connection;
  readonly login: Login;
  readonly catalogs: Drops | undefined;
  readonly requests: Drops | undefined;
  readonly reports: Reports | undefined;
  readonly periodMs: number;
  readonly tell: Tell;
  readonly clock: Clock;
}

/**
 * The other side of a till's exchange: looks at the server each period, drops catalogs and request flags when the till
 * has taken those before, and collects reports. A server that is away is tried again for ever.
 */
export class BackOffice {
  readonly #parts: BackOfficeParts;
  /** Why the last round failed: said once. */
  #trouble: string | undefined;

  constructor(parts: BackOfficeParts) {
    this.#parts = parts;
  }

  /** Until everything that was asked for is done, or the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, periodMs } = this.#parts;
    while (!signal.aborted) {
      await this.#round(signal);
      if (this.#finished) return;
      await clock.sleep(periodMs, signal).catch(() => {});
    }
  }

  get #finished(): boolean {
    const { catalogs, requests, reports } = this.#parts;
    return [catalogs, requests, reports].every((part) => part === undefined || part.finished);
  }

  async #round(signal: AbortSignal): Promise<void> {
    try {
      await this.#withSession(signal);
      if (this.#trouble !== undefined) await this.#parts.tell({ what: "recovered" });
      this.#trouble = undefined;
    } catch (error) {
      if (!signal.aborted) await this.#sayOnce(asFailure(error));
    }
  }

  async #withSession(signal: AbortSignal): Promise<void> {
    const { connection, login } = this.#parts;
    const lease = await connection.lease(login, signal, () => {});
    try {
      await this.#work(lease.session);
    } finally {
      lease.release();
    }
  }

  /** Reports first: what the till asks us to take makes room for what it sends next. */
  async #work(session: Session): Promise<void> {
    const { catalogs, requests, reports } = this.#parts;
    await reports?.round(session);
    await catalogs?.round(session);
    await requests?.round(session);
  }

  async #sayOnce(failure: Failure): Promise<void> {
    if (failure.failure === "internal") throw failure.cause;
    if (this.#trouble === failure.failure) return;
    this.#trouble = failure.failure;
    await this.#parts.tell({
      what: "trouble",
      failure: failure.failure,
      detail: failure.reply ?? failure.subject ?? "",
    });
  }
}
