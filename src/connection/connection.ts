import type { Clock } from "../clock.ts";
import { ERROR, Failure } from "../errors.ts";
import type { ConnectionConfig } from "./schema.ts";
import type { Login, OpenSession, Session } from "./session.ts";

/** A session on loan to one command. It is given back exactly once, whatever state it is in. */
export interface Lease {
  readonly session: Session;
  /** Someone waits for a session: a command that holds several gives one back after its file. */
  readonly wanted: boolean;
  release(): void;
}

interface Idle {
  readonly key: string;
  readonly session: Session;
  /** When it was given back, on the monotonic clock. */
  readonly since: number;
}

/** An idle session is used again within this time; servers close theirs after a minute at the earliest. */
const FRESH_MS = 20_000;
/** One that lay idle longer than this is asked whether it still lives before a command relies on it. */
const PING_AFTER_MS = 2_000;
/** How long a server that refused a further session is not asked for one again. */
const CEILING_MS = 60_000;

/**
 * A configured place on the LAN and its sessions: at most `sessions` at once for all resources together, used again
 * while they are fresh, and waited for in order when all are taken.
 */
export class Connection {
  readonly id: string;
  readonly #open: OpenSession;
  readonly #clock: Clock;
  readonly #onReach: (reached: boolean, failure: Failure | undefined) => void;
  #config: ConnectionConfig;
  #closing = new AbortController();
  #idle: Idle[] = [];
  /** Places taken: sessions on loan and those being opened. */
  #taken = 0;
  #lent = 0;
  #ceiling = Number.POSITIVE_INFINITY;
  #ceilingUntil = 0;
  readonly #waiting: (() => void)[] = [];
  #cancelSweep: () => void = () => {};

  /** `onReach` is told after each attempt to open a session whether the server answered. */
  constructor(
    config: ConnectionConfig,
    open: OpenSession,
    clock: Clock,
    onReach: (reached: boolean, failure: Failure | undefined) => void = () => {},
  ) {
    this.id = config.id;
    this.#config = config;
    this.#open = open;
    this.#clock = clock;
    this.#onReach = onReach;
  }

  get config(): ConnectionConfig {
    return this.#config;
  }

  /** Aborts, with the failure that says why, when Valid goes off or the connection is removed during a command. */
  get disabled(): AbortSignal {
    return this.#closing.signal;
  }

  /** Takes effect with the next session; only Valid going off touches those that are at work. */
  update(config: ConnectionConfig): void {
    const wasValid = this.#config.valid;
    this.#config = config;
    this.#ceiling = Number.POSITIVE_INFINITY;
    this.#dropIdle(() => true);
    if (wasValid && !config.valid) this.#closing.abort(new Failure("connectionDisabled", { subject: this.id }));
    if (!wasValid && config.valid) this.#closing = new AbortController();
    this.#serveWaiting();
  }

  close(reason: Failure): void {
    this.#closing.abort(reason);
    this.#dropIdle(() => true);
    this.#serveWaiting();
  }

  /**
   * A session for a command that has none yet. Waits its turn while all are taken, telling `onWaiting`.
   * Raises the `Failure` of the opening, or the reason of `signal`.
   */
  async lease(login: Login, signal: AbortSignal, onWaiting: (waiting: boolean) => void): Promise<Lease> {
    let first = false;
    for (;;) {
      await this.#place(signal, first, onWaiting);
      try {
        return await this.#fill(login, signal);
      } catch (error) {
        if (!this.#refusedAFurtherOne(error)) throw error;
      }
      first = true;
    }
  }

  /** One more session for a command that has one, or `undefined` when none is free or the server wants no more. */
  async leaseFurther(login: Login, signal: AbortSignal): Promise<Lease | undefined> {
    if (this.#taken >= this.#capacity || this.#waiting.length > 0) return undefined;
    this.#taken += 1;
    try {
      return await this.#fill(login, signal);
    } catch (error) {
      if (this.#refusedAFurtherOne(error)) return undefined;
      throw error;
    }
  }

  get #capacity(): number {
    const ceiling = this.#clock.monotonic() < this.#ceilingUntil ? this.#ceiling : Number.POSITIVE_INFINITY;
    return Math.min(this.#config.sessions, ceiling);
  }

  /** Fills a place that is already counted as taken; gives it back when there is no session to be had. */
  async #fill(login: Login, signal: AbortSignal): Promise<Lease> {
    try {
      const key = JSON.stringify(login);
      const session = (await this.#reuse(key, signal)) ?? (await this.#openNew(login, signal));
      return this.#lend(session, key);
    } catch (error) {
      this.#giveBackPlace();
      throw error;
    }
  }

  async #reuse(key: string, signal: AbortSignal): Promise<Session | undefined> {
    for (;;) {
      const at = this.#idle.findIndex((idle) => idle.key === key);
      const idle = at < 0 ? undefined : this.#idle.splice(at, 1)[0];
      if (idle === undefined) return undefined;
      const age = this.#clock.monotonic() - idle.since;
      idle.session.attach(signal);
      if (age <= FRESH_MS && idle.session.usable && (age < PING_AFTER_MS || (await idle.session.ping()))) {
        // Abort may have come while the server was answering: the session then belongs to nobody.
        if (!signal.aborted) return idle.session;
      }
      idle.session.close();
      signal.throwIfAborted();
    }
  }

  async #openNew(login: Login, signal: AbortSignal): Promise<Session> {
    // Sessions of other logins count at the server too: the one idle for longest makes room.
    while (this.#taken + this.#idle.length > this.#capacity && this.#idle.length > 0) {
      this.#idle.shift()?.session.close();
    }
    try {
      const session = await this.#open(this.#config, login, signal);
      if (signal.aborted) {
        session.close();
        signal.throwIfAborted();
      }
      this.#onReach(true, undefined);
      return session;
    } catch (error) {
      if (error instanceof Failure && !signal.aborted) this.#tellReach(error);
      throw error;
    }
  }

  #tellReach(failure: Failure): void {
    if (failure.error === ERROR.noConnection) this.#onReach(false, failure);
    else if (failure.reply !== undefined) this.#onReach(true, undefined);
  }

  #lend(session: Session, key: string): Lease {
    let given = false;
    this.#lent += 1;
    const waiting = this.#waiting;
    const config = this.#config;
    return {
      session,
      get wanted() {
        return waiting.length > 0;
      },
      release: () => {
        if (given) return;
        given = true;
        this.#lent -= 1;
        if (session.usable && config === this.#config && !this.#closing.signal.aborted) this.#keep(session, key);
        else session.close();
        this.#giveBackPlace();
      },
    };
  }

  #keep(session: Session, key: string): void {
    this.#idle.push({ key, session, since: this.#clock.monotonic() });
    this.#cancelSweep();
    this.#cancelSweep = this.#clock.after(FRESH_MS, () => this.#dropIdle(() => true));
  }

  #dropIdle(which: (idle: Idle) => boolean): void {
    for (const idle of this.#idle.filter(which)) idle.session.close();
    this.#idle = this.#idle.filter((idle) => !which(idle));
    if (this.#idle.length === 0) this.#cancelSweep();
  }

  /** The server is full, and other sessions are open: that is no error, those that are open must do. */
  #refusedAFurtherOne(error: unknown): boolean {
    const open = this.#lent + this.#idle.length;
    if (!(error instanceof Failure) || error.error !== ERROR.busy || open === 0) return false;
    this.#ceiling = open;
    this.#ceilingUntil = this.#clock.monotonic() + CEILING_MS;
    return true;
  }

  /** Waits for a place, in order; `first` puts who was served in vain back to the head of the queue. */
  #place(signal: AbortSignal, first: boolean, onWaiting: (waiting: boolean) => void): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#taken < this.#capacity && (first || this.#waiting.length === 0)) {
      this.#taken += 1;
      return Promise.resolve();
    }
    onWaiting(true);
    return new Promise<void>((resolve, reject) => {
      const wake = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        const at = this.#waiting.indexOf(wake);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal.reason as Error);
      };
      if (first) this.#waiting.unshift(wake);
      else this.#waiting.push(wake);
      signal.addEventListener("abort", leave, { once: true });
    }).finally(() => onWaiting(false));
  }

  /** A place that comes free goes straight to who waits, so that nobody can slip in between. */
  #giveBackPlace(): void {
    const next = this.#taken <= this.#capacity ? this.#waiting.shift() : undefined;
    if (next === undefined) this.#taken -= 1;
    else next();
  }

  #serveWaiting(): void {
    while (this.#taken < this.#capacity && this.#waiting.length > 0) {
      this.#taken += 1;
      this.#waiting.shift()?.();
    }
  }
}
