import type { Clock } from "../clock.ts";
import type { AccountDatabase } from "./account-database.ts";
import type { Account } from "./accounts.ts";
import { hashOf, newToken } from "./bearer-tokens.ts";

const IDLE_MS = 15 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
/** A request within this time of the last recorded one is not recorded: reading a page must not write to flash each time. */
const RECORD_EVERY_MS = 60_000;
const MAX_PER_ACCOUNT = 20;

/**
 * Log-ins of browsers: 256-bit references of which only the hash is stored. They outlive a restart, and end 15 minutes
 * (to the minute) after the last request, 12 hours after the log-in, or when the clock was set back before it.
 */
export class BrowserSessions {
  readonly #database: AccountDatabase;
  readonly #clock: Clock;

  constructor(database: AccountDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  open(account: string): string {
    const token = newToken();
    const now = this.#clock.now();
    this.#forgetEnded(account, now);
    this.#database.run(
      "INSERT INTO session (hash, account, opened, seen) VALUES (?, ?, ?, ?)",
      hashOf(token),
      account,
      now,
      now,
    );
    return token;
  }

  account(token: string): Account | undefined {
    const hash = hashOf(token);
    const row = this.#database.get(
      "SELECT name, level, opened, seen FROM session JOIN account ON account.name = session.account WHERE hash = ?",
      hash,
    ) as unknown as (Account & { opened: number; seen: number }) | undefined;
    if (row === undefined) return undefined;
    const now = this.#clock.now();
    const lives = now >= row.opened && now - row.opened <= ABSOLUTE_MS && now - row.seen <= IDLE_MS;
    if (!lives) {
      this.close(token);
      return undefined;
    }
    if (now - row.seen >= RECORD_EVERY_MS) this.#database.run("UPDATE session SET seen = ? WHERE hash = ?", now, hash);
    return { name: row.name, level: row.level };
  }

  close(token: string): void {
    this.#database.run("DELETE FROM session WHERE hash = ?", hashOf(token));
  }

  /** What has ended, and the oldest of an account that opens ever more. */
  #forgetEnded(account: string, now: number): void {
    this.#database.run("DELETE FROM session WHERE seen < ? OR opened < ?", now - IDLE_MS, now - ABSOLUTE_MS);
    this.#database.run(
      `DELETE FROM session WHERE hash IN
         (SELECT hash FROM session WHERE account = ? ORDER BY seen DESC LIMIT -1 OFFSET ?)`,
      account,
      MAX_PER_ACCOUNT - 1,
    );
  }
}
