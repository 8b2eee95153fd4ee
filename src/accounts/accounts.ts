/** What someone may do: each level includes those before it. */
export const LEVELS = ["guest", "operator", "installer", "administrator"] as const;
export type Level = (typeof LEVELS)[number];

export interface Account {
  readonly name: string;
  readonly level: Level;
}

/** A bearer token as it is known later: by what names it, and is no part of it. */
export interface IssuedToken {
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly issued: number;
}

/** A bearer token, given once. */
export interface NewToken {
  readonly id: string;
  readonly token: string;
}

/** A browser's log-in. `token` is given once and stored hashed. */
export interface BrowserSession {
  readonly token: string;
  readonly account: Account;
}

/**
 * Who may talk to the controller: accounts (argon2id), bearer tokens and browser sessions, in a database of their own.
 * Unknown names take the same time and give the same answer as wrong passwords; repeated failures of an account from an
 * address are slowed down, never locked for ever.
 */
export interface Accounts {
  /** The account behind a name and password, `undefined` when wrong, `"slow-down"` while failures are being held back. */
  logIn(name: string, password: string, from: string): Promise<Account | undefined | "slow-down">;
  /** The account behind a bearer token. */
  byToken(token: string): Account | undefined;
  /** A new bearer token of an account, stored hashed. Raises `AccountRefused` when there is no such account, or it has 50. */
  issueToken(name: string): NewToken;
  /** The bearer tokens of an account, oldest first. */
  tokensOf(name: string): readonly IssuedToken[];
  /** Ends one bearer token. Answers false when the account has none of this id. */
  revokeToken(name: string, id: string): boolean;
  /** Ends every bearer token of an account. */
  revokeTokens(name: string): void;
  openSession(account: Account): BrowserSession;
  /** The account behind a browser session; idle more than 15 min or older than 12 h there is none. */
  bySession(token: string): Account | undefined;
  closeSession(token: string): void;
  list(): readonly Account[];
  /**
   * Creates or changes an account; without a password the stored one stays. A new password or level ends its browser
   * sessions. Raises `AccountRefused`.
   */
  put(account: Account, password: string | undefined): Promise<void>;
  /** Answers false when there is none. Raises `AccountRefused` for the last administrator. */
  remove(name: string): boolean;
  close(): void;
}

export type AccountRefusal =
  | "nameUnusable"
  | "passwordMissing"
  | "passwordTooShort"
  | "passwordTooLong"
  | "passwordCommon"
  | "lastAdministrator"
  | "tooManyTokens"
  | "unknownAccount";

/** A change of accounts that changed nothing, and why. Texts are `account.refused.<refusal>` in `i18n/`. */
export class AccountRefused extends Error {
  readonly refusal: AccountRefusal;
  constructor(refusal: AccountRefusal) {
    super(refusal);
    this.name = "AccountRefused";
    this.refusal = refusal;
  }
}
