import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import type { AccountDatabase } from "./account-database.ts";
import type { Account } from "./accounts.ts";

const LOCAL: Account = { name: "local", level: "administrator" };

/** Tokens of programs: 256 bits, of which only the hash is stored. One more, of this process, is in a file for the command line. */
export class BearerTokens {
  readonly #database: AccountDatabase;
  readonly #clock: Clock;
  #local: Buffer | undefined;

  constructor(database: AccountDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  account(token: string): Account | undefined {
    const hash = hashOf(token);
    if (this.#local !== undefined && timingSafeEqual(hash, this.#local)) return LOCAL;
    const row = this.#database.get(
      "SELECT name, level FROM token JOIN account ON account.name = token.account WHERE hash = ?",
      hash,
    ) as unknown as Account | undefined;
    return row === undefined ? undefined : { name: row.name, level: row.level };
  }

  issue(account: string): string {
    const token = newToken();
    this.#database.run(
      "INSERT INTO token (hash, account, issued) VALUES (?, ?, ?)",
      hashOf(token),
      account,
      this.#clock.now(),
    );
    return token;
  }

  /** When each of an account's was issued, oldest first. */
  issued(account: string): readonly number[] {
    const rows = this.#database.all("SELECT issued FROM token WHERE account = ? ORDER BY issued", account);
    return rows.map(({ issued }) => Number(issued));
  }

  revoke(account: string): void {
    this.#database.run("DELETE FROM token WHERE account = ?", account);
  }

  async writeLocal(file: string): Promise<void> {
    const token = newToken();
    // A file that is there already could be open to others, and would stay so.
    await rm(file, { force: true });
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: "wx" });
    this.#local = hashOf(token);
  }
}

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Enough for a random token: there is nothing to guess. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
