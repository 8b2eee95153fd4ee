import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { TimeZone } from "../time-zone.ts";
import { Balance } from "./balance.ts";
import type { Hours } from "./hours.ts";

/** What is counted waits so long, because one more sample changes the same hour again. */
const WAIT_MS = 30_000;
/** How many balances are written at once: some milliseconds of work. */
const MAX_AT_ONCE = 1000;

/** Every balance that ever was, by its key, and those that have something to write. */
export class Balances {
  readonly #database: Database;
  readonly #hours: Hours;
  readonly #zone: TimeZone;
  readonly #clock: Clock;
  readonly #byKey: Map<string, Balance>;
  /** Since when each has something to write, by `clock.monotonic`, the longest first. */
  readonly #waitingSince = new Map<Balance, number>();
  readonly #unsaved = new Set<Balance>();
  #lastId: number;

  constructor(database: Database, hours: Hours, zone: TimeZone, clock: Clock) {
    this.#database = database;
    this.#hours = hours;
    this.#zone = zone;
    this.#clock = clock;
    const rows = database.read(() => database.statement(`SELECT id, key FROM balances`).all());
    const balances = rows.map(({ id, key }) => new Balance(Number(id), String(key), hours, zone));
    this.#byKey = new Map(balances.map((balance) => [balance.key, balance]));
    this.#lastId = balances.reduce((last, { id }) => Math.max(last, id), 0);
  }

  get all(): readonly Balance[] {
    return [...this.#byKey.values()];
  }

  get haveWaiting(): boolean {
    return this.#waitingSince.size > 0;
  }

  get(key: string): Balance {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#lastId += 1;
    const balance = new Balance(this.#lastId, key, this.#hours, this.#zone);
    this.#byKey.set(key, balance);
    this.#unsaved.add(balance);
    return balance;
  }

  /** Something was counted. */
  touch(balance: Balance): void {
    if (!this.#waitingSince.has(balance)) this.#waitingSince.set(balance, this.#clock.monotonic());
  }

  /** Those that waited long enough, so many that each is written within a minute up to 30,000 of them. */
  due(): readonly Balance[] {
    const latest = this.#clock.monotonic() - WAIT_MS;
    const due: Balance[] = [];
    for (const [balance, since] of this.#waitingSince) {
      if (since > latest || due.length >= MAX_AT_ONCE) break;
      due.push(balance);
    }
    return due;
  }

  get waiting(): readonly Balance[] {
    return [...this.#waitingSince.keys()];
  }

  /** Part of a transaction of the caller, who calls `written` once it is durable. */
  write(balances: readonly Balance[]): void {
    const insert = this.#database.statement(`INSERT INTO balances (id, key) VALUES (?, ?)`);
    for (const balance of balances) {
      if (this.#unsaved.has(balance)) insert.run(balance.id, balance.key);
      balance.write();
    }
  }

  written(balances: readonly Balance[]): void {
    for (const balance of balances) {
      balance.written();
      this.#unsaved.delete(balance);
      this.#waitingSince.delete(balance);
    }
  }

  takeLost(): number {
    return this.all.reduce((lost, balance) => lost + balance.takeLost(), 0);
  }
}
