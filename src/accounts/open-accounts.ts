import type { Clock } from "../clock.ts";
import { AccountDatabase, type StoredAccount } from "./account-database.ts";
import {
  type Account,
  AccountRefused,
  type Accounts,
  type BrowserSession,
  type IssuedToken,
  type NewToken,
} from "./accounts.ts";
import { BearerTokens } from "./bearer-tokens.ts";
import { BrowserSessions } from "./browser-sessions.ts";
import { GuessLimit } from "./guess-limit.ts";
import { HashTurns } from "./hash-turns.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { passwordRefusal, randomPassword } from "./password-rules.ts";
import { VerifiedCredentials } from "./verified-credentials.ts";

export interface AccountsOptions {
  readonly file: string;
  readonly clock: Clock;
  /**
   * Sets the password of `admin` at this and every later start. Whoever sets up the machine chooses it: it is taken
   * from one character on, unlike those given to `put`.
   */
  readonly adminPassword?: string | undefined;
}

export interface OpenedAccounts extends Accounts {
  /**
   * Makes the first administrator when there is no account yet, and answers its random password: there is no default
   * one, and nobody sees this one again. Called once whoever starts the controller is sure to read it.
   */
  makeFirst(): Promise<string | undefined>;
  /** Makes a bearer token of administrator level that lives as long as the process, for the command line on this machine. */
  writeLocalToken(file: string): Promise<void>;
}

/** The first administrator. */
const ADMIN = "admin";
/** `local` is who uses the local token. */
const USABLE_NAME = /^(?!local$)[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const MAX_PASSWORD = 1024;
/** Of one account: more is a program that forgets its own. */
const MAX_TOKENS = 50;

/** Opens the accounts. Until the first is made there is none, and nobody can log in. */
export async function openAccounts({ file, clock, adminPassword }: AccountsOptions): Promise<OpenedAccounts> {
  const database = new AccountDatabase(file);
  if (adminPassword) await setAdminPassword(database, adminPassword);
  return new StoredAccounts(database, clock);
}

/** The same password again changes nothing, so that browser sessions outlive a restart. */
async function setAdminPassword(database: AccountDatabase, password: string): Promise<void> {
  const admin = database.find(ADMIN);
  if (admin?.level === "administrator" && (await verifyPassword(password, admin.password))) return;
  database.save({ name: ADMIN, level: "administrator", password: await hashPassword(password) });
}

class StoredAccounts implements OpenedAccounts {
  readonly #database: AccountDatabase;
  readonly #sessions: BrowserSessions;
  readonly #tokens: BearerTokens;
  readonly #limit: GuessLimit;
  readonly #verified: VerifiedCredentials;
  readonly #turns = new HashTurns();
  /** Log-ins under way: the same one asked again meanwhile gets the same answer. */
  readonly #pending = new Map<string, Promise<Account | undefined | "slow-down">>();

  constructor(database: AccountDatabase, clock: Clock) {
    this.#database = database;
    this.#sessions = new BrowserSessions(database, clock);
    this.#tokens = new BearerTokens(database, clock);
    this.#limit = new GuessLimit(clock);
    this.#verified = new VerifiedCredentials(clock);
  }

  async logIn(name: string, password: string, from: string): Promise<Account | undefined | "slow-down"> {
    if (password.length > MAX_PASSWORD) return undefined;
    const key = this.#verified.keyOf(name, password);
    // A master that polls with Basic credentials pays for one hash a minute, not for one per request.
    if (this.#verified.has(key)) return this.#account(name);
    if (this.#turns.crowded || !this.#limit.allows(name, from)) return "slow-down";
    const attempt = `${key} ${from}`;
    let answer = this.#pending.get(attempt);
    if (answer === undefined) {
      answer = this.#verify(name, password, from, key).finally(() => this.#pending.delete(attempt));
      this.#pending.set(attempt, answer);
    }
    return answer;
  }

  async #verify(name: string, password: string, from: string, key: string): Promise<Account | undefined | "slow-down"> {
    return this.#turns.take(async () => {
      // Counted before it is known to be wrong: guesses made at the same time are as many guesses.
      if (!this.#limit.take(name, from)) return "slow-down";
      const stored = this.#database.find(name)?.password;
      const right = await verifyPassword(password, stored);
      // The password may have been changed while this one was compared with the old one.
      if (!right || this.#database.find(name)?.password !== stored) return undefined;
      this.#limit.succeeded(name, from);
      this.#verified.remember(key, name);
      return this.#account(name);
    });
  }

  byToken(token: string): Account | undefined {
    return this.#tokens.account(token);
  }

  issueToken(name: string): NewToken {
    if (this.#account(name) === undefined) throw new AccountRefused("unknownAccount");
    if (this.tokensOf(name).length >= MAX_TOKENS) throw new AccountRefused("tooManyTokens");
    return this.#tokens.issue(name);
  }

  tokensOf(name: string): readonly IssuedToken[] {
    return this.#tokens.issued(name);
  }

  revokeToken(name: string, id: string): boolean {
    return this.#tokens.revokeOne(name, id);
  }

  revokeTokens(name: string): void {
    this.#tokens.revoke(name);
  }

  async makeFirst(): Promise<string | undefined> {
    if (this.list().length > 0) return undefined;
    const password = randomPassword();
    await setAdminPassword(this.#database, password);
    return password;
  }

  writeLocalToken(file: string): Promise<void> {
    return this.#tokens.writeLocal(file);
  }

  openSession(account: Account): BrowserSession {
    return { token: this.#sessions.open(account.name), account };
  }

  bySession(token: string): Account | undefined {
    return this.#sessions.account(token);
  }

  closeSession(token: string): void {
    this.#sessions.close(token);
  }

  list(): readonly Account[] {
    return this.#database.list();
  }

  async put({ name, level }: Account, password: string | undefined): Promise<void> {
    if (!USABLE_NAME.test(name)) throw new AccountRefused("nameUnusable");
    const refusal = password === undefined ? undefined : passwordRefusal(password);
    if (refusal !== undefined) throw new AccountRefused(refusal);
    const hash = password === undefined ? undefined : await this.#turns.take(() => hashPassword(password));
    // From here on nothing waits, so no other change comes between looking and saving.
    const before = this.#database.find(name);
    const stored = hash ?? before?.password;
    if (stored === undefined) throw new AccountRefused("passwordMissing");
    if (level !== "administrator") this.#assertNotLastAdministrator(before);
    this.#database.save({ name, level, password: stored });
    if (hash !== undefined) this.#verified.forget(name);
  }

  remove(name: string): boolean {
    const account = this.#database.find(name);
    if (account === undefined) return false;
    this.#assertNotLastAdministrator(account);
    this.#verified.forget(name);
    this.#database.remove(name);
    return true;
  }

  close(): void {
    this.#database.close();
  }

  #account(name: string): Account | undefined {
    const found = this.#database.find(name);
    return found === undefined ? undefined : { name, level: found.level };
  }

  #assertNotLastAdministrator(account: StoredAccount | undefined): void {
    if (account?.level !== "administrator") return;
    const administrators = this.list().filter(({ level }) => level === "administrator");
    if (administrators.length === 1) throw new AccountRefused("lastAdministrator");
  }
}
