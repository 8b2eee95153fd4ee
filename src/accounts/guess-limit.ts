import type { Clock } from "../clock.ts";

/** Wrong passwords of one account from one address before it has to wait, and how long then: doubling, up to a minute. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Failures are forgotten after this time without another. */
const FORGET_MS = 15 * 60_000;

const PER_ADDRESS = { capacity: 8, refillMs: 10_000 };
/** More than one address can use up, so that a single attacker never keeps others out. */
const IN_ALL = { capacity: 12, refillMs: 4_000 };
const MAX_REMEMBERED = 1_000;

interface Failures {
  count: number;
  last: number;
}

/**
 * How fast passwords may be guessed: slower and slower for an account from an address, and at most 27 guesses a minute
 * in all, whatever the number of addresses. Who logged in before from an address is held back by neither address nor total.
 */
export class GuessLimit {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();
  readonly #addresses = new Map<string, Allowance>();
  readonly #inAll: Allowance;
  readonly #trusted = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#inAll = new Allowance(IN_ALL, clock);
  }

  allows(account: string, from: string): boolean {
    const pair = pairOf(account, from);
    if (this.#clock.monotonic() < this.#waitsUntil(pair)) return false;
    return this.#trusted.has(pair) || (this.#address(from).available && this.#inAll.available);
  }

  /** Counts a guess as a failure, until it turns out to be right. Answers false when it is not allowed. */
  take(account: string, from: string): boolean {
    if (!this.allows(account, from)) return false;
    const pair = pairOf(account, from);
    const failures = this.#failures.get(pair);
    this.#failures.delete(pair);
    remember(this.#failures, pair, { count: (failures?.count ?? 0) + 1, last: this.#clock.monotonic() });
    if (this.#trusted.has(pair)) return true;
    this.#address(from).spend();
    this.#inAll.spend();
    return true;
  }

  succeeded(account: string, from: string): void {
    const pair = pairOf(account, from);
    this.#failures.delete(pair);
    if (this.#trusted.has(pair)) return;
    this.#address(from).giveBack();
    this.#inAll.giveBack();
    this.#trusted.add(pair);
    if (this.#trusted.size > MAX_REMEMBERED) dropOldest(this.#trusted);
  }

  #waitsUntil(pair: string): number {
    const failures = this.#failures.get(pair);
    if (failures === undefined || failures.count < FREE_FAILURES) return 0;
    if (this.#clock.monotonic() - failures.last > FORGET_MS) {
      this.#failures.delete(pair);
      return 0;
    }
    return failures.last + Math.min(FIRST_WAIT_MS * 2 ** (failures.count - FREE_FAILURES), LONGEST_WAIT_MS);
  }

  #address(from: string): Allowance {
    const known = this.#addresses.get(from);
    if (known !== undefined) return known;
    const allowance = new Allowance(PER_ADDRESS, this.#clock);
    remember(this.#addresses, from, allowance);
    return allowance;
  }
}

/** So many at once, and one more each `refillMs`. */
class Allowance {
  readonly #capacity: number;
  readonly #refillMs: number;
  readonly #clock: Clock;
  #left: number;
  #since: number;

  constructor({ capacity, refillMs }: { capacity: number; refillMs: number }, clock: Clock) {
    this.#capacity = capacity;
    this.#refillMs = refillMs;
    this.#clock = clock;
    this.#left = capacity;
    this.#since = clock.monotonic();
  }

  get available(): boolean {
    this.#refill();
    return this.#left >= 1;
  }

  spend(): void {
    this.#refill();
    this.#left -= 1;
  }

  giveBack(): void {
    this.#left = Math.min(this.#capacity, this.#left + 1);
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    this.#left = Math.min(this.#capacity, this.#left + (now - this.#since) / this.#refillMs);
    this.#since = now;
  }
}

function pairOf(account: string, from: string): string {
  return JSON.stringify([account, from]);
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  if (map.size > MAX_REMEMBERED) dropOldest(map);
}

function dropOldest(entries: Map<string, unknown> | Set<string>): void {
  for (const key of entries.keys()) {
    entries.delete(key);
    return;
  }
}
