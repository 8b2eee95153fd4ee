import type { Clock } from "../clock.ts";
import { ERROR, Failure } from "../errors.ts";
import type { ConnectionConfig } from "./schema.ts";
import type { Login, OnLine, OpenSession, Session } from "./session.ts";
import { SessionPlaces } from "./session-places.ts";
import { orAborted } from "./wait.ts";

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
/** A server may count a session that we closed so much longer. */
const LINGER_MS = 2_000;
/** Before it is asked again. */
const PAUSE_MS = 500;

/**
 * A configured place on the LAN and its sessions: at most `sessions` at once for all resources together, used again
 * while they are fresh, and waited for in order when all are taken.
 */
export class Connection {
  readonly id: string;
  /** Temporary names that commands are writing to: no other one takes them. */
  readonly temporaryNames: Set<string>;
  readonly #open: OpenSession;
  readonly #clock: Clock;
  readonly #onReach: (reached: boolean, failure: Failure | undefined) => void;
  readonly #places: SessionPlaces;
  #config: ConnectionConfig;
  #closing = new AbortController();
  #idle: Idle[] = [];
  #lent = 0;
  /** Leases on their way. */
  readonly #filling = new Set<Promise<Lease>>();
  /** When a session was last closed here, on the monotonic clock. */
  #closedAt = Number.NEGATIVE_INFINITY;
  #cancelSweep: () => void = () => {};

  /**
   * `onReach` is told after each attempt to open a session whether the server answered. Connections that may lead to one
   * server share their `temporaryNames`.
   */
  constructor(
    config: ConnectionConfig,
    open: OpenSession,
    clock: Clock,
    onReach: (reached: boolean, failure: Failure | undefined) => void = () => {},
    temporaryNames = new Set<string>(),
  ) {
    this.temporaryNames = temporaryNames;
    this.id = config.id;
    this.#config = config;
    this.#open = open;
    this.#clock = clock;
    this.#onReach = onReach;
    this.#places = new SessionPlaces(config.sessions, clock);
  }

  get config(): ConnectionConfig {
    return this.#config;
  }

  /** Aborts, with the failure that says why, when Valid goes off or the connection is removed during a command. */
  get disabled(): AbortSignal {
    return this.#closing.signal;
  }

  /** Takes effect with the next command; only Valid going off touches those that are at work. */
  update(config: ConnectionConfig): void {
    const wasValid = this.#config.valid;
    this.#config = config;
    this.#dropIdle();
    if (wasValid && !config.valid) this.#closing.abort(new Failure("connectionDisabled", { subject: this.id }));
    if (!wasValid && config.valid) this.#closing = new AbortController();
    this.#places.raise(config.sessions);
  }

  close(reason: Failure): void {
    this.#closing.abort(reason);
    this.#dropIdle();
    this.#places.raise(this.#config.sessions);
  }

  /**
   * A session for a command that has none yet, with the configuration it began with. Waits its turn while all are
   * taken, telling `onWaiting`. While it is on loan, `hear` is told of its lines, those of its opening among them. Raises
   * the `Failure` of the opening, or the reason of `signal`.
   */
  async lease(
    login: Login,
    signal: AbortSignal,
    onWaiting: (waiting: boolean) => void,
    config: ConnectionConfig = this.#config,
    hear?: OnLine,
  ): Promise<Lease> {
    const turn = this.#places.nextTurn();
    let waiting = false;
    const wait = (on: boolean) => {
      if (on !== waiting) onWaiting(on);
      waiting = on;
    };
    try {
      for (;;) {
        await this.#places.take(turn, signal, () => wait(true));
        wait(false);
        try {
          return await this.#fill(login, signal, config, hear);
        } catch (error) {
          if (!isBusy(error) || !(await this.#mayComeFree(signal, () => wait(true)))) throw error;
        }
      }
    } finally {
      wait(false);
    }
  }

  /** One more session for a command that has one, or `undefined` when none is free or the server wants no more. */
  async leaseFurther(
    login: Login,
    signal: AbortSignal,
    config: ConnectionConfig = this.#config,
    hear?: OnLine,
  ): Promise<Lease | undefined> {
    if (!this.#places.tryTake()) return undefined;
    try {
      return await this.#fill(login, signal, config, hear);
    } catch (error) {
      if (!isBusy(error)) throw error;
      this.#places.lower(Math.max(1, this.#openHere));
      return undefined;
    }
  }

  /** Sessions that are open, at work or idle. */
  get sessions(): number {
    return this.#openHere;
  }

  /** Sessions that count at the server and are not being opened. */
  get #openHere(): number {
    return this.#lent + this.#idle.length;
  }

  /** The server is full: that is no error when sessions of ours are open there, or were until a moment ago. */
  async #mayComeFree(signal: AbortSignal, onWaiting: () => void): Promise<boolean> {
    if (this.#filling.size > 0) onWaiting();
    // Who is just logging in may have the place that was refused.
    const others = await orAborted(Promise.allSettled(this.#filling), signal);
    if (this.#openHere > 0 || others.some(({ status }) => status === "fulfilled")) {
      this.#places.lower(Math.max(1, this.#openHere));
      return true;
    }
    if (this.#clock.monotonic() - this.#closedAt > LINGER_MS) return false;
    onWaiting();
    await this.#clock.sleep(PAUSE_MS, signal);
    return true;
  }

  /** Fills a place that is already counted as taken; gives it back when there is no session to be had. */
  async #fill(login: Login, signal: AbortSignal, config: ConnectionConfig, hear?: OnLine): Promise<Lease> {
    const filling = this.#find(login, signal, config, hear);
    this.#filling.add(filling);
    try {
      return await filling;
    } catch (error) {
      this.#places.giveBack();
      throw error;
    } finally {
      this.#filling.delete(filling);
    }
  }

  async #find(login: Login, signal: AbortSignal, config: ConnectionConfig, hear?: OnLine): Promise<Lease> {
    const key = JSON.stringify(login);
    const idle = config === this.#config ? await this.#reuse(key, signal, hear) : undefined;
    return this.#lend(idle ?? (await this.#openNew(login, signal, config, hear)), key, config);
  }

  async #reuse(key: string, signal: AbortSignal, hear?: OnLine): Promise<Session | undefined> {
    for (;;) {
      const at = this.#idle.findIndex((idle) => idle.key === key);
      const idle = at < 0 ? undefined : this.#idle.splice(at, 1)[0];
      if (idle === undefined) return undefined;
      const age = this.#clock.monotonic() - idle.since;
      idle.session.attach(signal, hear);
      if (age <= FRESH_MS && idle.session.usable && (age < PING_AFTER_MS || (await idle.session.ping()))) {
        // Abort may have come while the server was answering: the session then belongs to nobody.
        if (!signal.aborted) return idle.session;
      }
      this.#end(idle.session);
      signal.throwIfAborted();
    }
  }

  async #openNew(login: Login, signal: AbortSignal, config: ConnectionConfig, hear?: OnLine): Promise<Session> {
    // Sessions of other logins count at the server too: the one idle for longest makes room.
    while (this.#places.taken + this.#idle.length > this.#places.capacity && this.#idle[0] !== undefined) {
      this.#end(this.#idle[0].session);
      this.#idle.shift();
    }
    try {
      const session = await this.#open(config, login, signal, hear);
      if (signal.aborted) {
        this.#end(session);
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

  #lend(session: Session, key: string, config: ConnectionConfig): Lease {
    let given = false;
    this.#lent += 1;
    const places = this.#places;
    return {
      session,
      get wanted() {
        return places.wanted;
      },
      release: () => {
        if (given) return;
        given = true;
        this.#lent -= 1;
        if (session.usable && config === this.#config && !this.#closing.signal.aborted) this.#keep(session, key);
        else this.#end(session);
        places.giveBack();
      },
    };
  }

  #keep(session: Session, key: string): void {
    this.#idle.push({ key, session, since: this.#clock.monotonic() });
    this.#cancelSweep();
    this.#cancelSweep = this.#clock.after(FRESH_MS, () => this.#dropIdle());
  }

  #dropIdle(): void {
    for (const { session } of this.#idle.splice(0)) this.#end(session);
    this.#cancelSweep();
  }

  #end(session: Session): void {
    session.close();
    this.#closedAt = this.#clock.monotonic();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Failure && error.error === ERROR.busy;
}
