import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";

const VALID_MS = 60_000;
const MAX_REMEMBERED = 256;

interface Verified {
  readonly name: string;
  /** On the monotonic clock. */
  readonly until: number;
}

/** Names and passwords found right within the last minute, as keyed hashes: the key is random and never leaves the process. */
export class VerifiedCredentials {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #verified = new Map<string, Verified>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keyOf(name: string, password: string): string {
    return createHmac("sha256", this.#key)
      .update(JSON.stringify([name, password]))
      .digest("base64url");
  }

  has(key: string): boolean {
    const verified = this.#verified.get(key);
    if (verified === undefined) return false;
    if (this.#clock.monotonic() < verified.until) return true;
    this.#verified.delete(key);
    return false;
  }

  remember(key: string, name: string): void {
    this.#verified.set(key, { name, until: this.#clock.monotonic() + VALID_MS });
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > MAX_REMEMBERED && oldest !== undefined) this.#verified.delete(oldest);
  }

  forget(name: string): void {
    for (const [key, verified] of this.#verified) if (verified.name === name) this.#verified.delete(key);
  }
}
