import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import type { AccountDatabase } from "./account-database.ts";
import type { Account, IssuedToken, NewToken } from "./accounts.ts";

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

  issue(account: string): NewToken {
    const token = newToken();
    const hash = hashOf(token);
    this.#database.run("INSERT INTO token (hash, account, issued) VALUES (?, ?, ?)", hash, account, this.#clock.now());
    return { id: idOf(hash), token };
  }

  /** Those of an account, oldest first. */
  issued(account: string): readonly IssuedToken[] {
    const rows = this.#database.all("SELECT hash, issued FROM token WHERE account = ? ORDER BY issued", account);
    return rows.map(({ hash, issued }) => ({ id: idOf(hash as Uint8Array), issued: Number(issued) }));
  }

  /** Answers false when the account has no such token. */
  revokeOne(account: string, id: string): boolean {
    const rows = this.#database.all("SELECT hash FROM token WHERE account = ?", account);
    const row = rows.find(({ hash }) => idOf(hash as Uint8Array) === id);
    if (row?.hash === undefined) return false;
    this.#database.run("DELETE FROM token WHERE hash = ?", row.hash);
    return true;
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

/** A quarter of the hash: enough to tell tokens apart, and nothing to log in with. */
function idOf(hash: Uint8Array): string {
  return Buffer.from(hash.subarray(0, 8)).toString("hex");
}

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Enough for a random token: there is nothing to guess. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
