import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AccountRefused, LEVELS } from "../../src/accounts/accounts.ts";
import { type OpenedAccounts, openAccounts } from "../../src/accounts/open-accounts.ts";
import { type ManualClock, manualClock } from "../support/manual-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CANARY = "canary horse battery";
const OPERATOR = { name: "marie", level: "operator" } as const;

let folder: string;
let file: string;
let clock: ManualClock;
let opened: OpenedAccounts[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relais-accounts-"));
  file = join(folder, "accounts.db");
  clock = manualClock();
  opened = [];
});
afterEach(async () => {
  for (const accounts of opened) accounts.close();
  await rm(folder, { recursive: true });
});

async function open(adminPassword?: string) {
  const accounts = await openAccounts({ file, clock, adminPassword });
  opened.push(accounts);
  return { accounts, firstPassword: await accounts.makeFirst() };
}

async function reopen(adminPassword?: string) {
  opened.pop()?.close();
  return open(adminPassword);
}

async function refusal(change: () => unknown): Promise<string> {
  try {
    await change();
  } catch (error) {
    if (error instanceof AccountRefused) return error.refusal;
    throw error;
  }
  return "nothing was refused";
}

describe("the first start", () => {
  test("gives the administrator a random password, once", async () => {
    const { accounts, firstPassword } = await open();
    expect(firstPassword).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect(accounts.list()).toEqual([{ name: "admin", level: "administrator" }]);
    expect(await accounts.logIn("admin", firstPassword ?? "", "10.0.0.1")).toEqual(accounts.list()[0]);
    const second = await reopen();
    expect(second.firstPassword).toBeUndefined();
    expect(await second.accounts.logIn("admin", firstPassword ?? "", "10.0.0.1")).toBeDefined();
  });

  test("takes the password of the environment instead, however short", async () => {
    const { accounts, firstPassword } = await open("x");
    expect(firstPassword).toBeUndefined();
    expect(await accounts.logIn("admin", "x", "10.0.0.1")).toEqual({ name: "admin", level: "administrator" });
  });

  test("leaves a file that only its owner can read, without a password in it", async () => {
    const { accounts } = await open(CANARY);
    const { token } = accounts.openSession({ name: "admin", level: "administrator" });
    const { token: bearer } = accounts.issueToken("admin");
    for (const name of await readdir(folder)) {
      const content = await readFile(join(folder, name), "latin1");
      for (const secret of [CANARY, token, bearer]) expect(content).not.toContain(secret);
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    accounts.close();
    expect(await readFile(file, "latin1")).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
  });
});

describe("the password of the environment at a later start", () => {
  test("replaces the stored one and ends its sessions no sooner than it changes", async () => {
    const first = await open("first password");
    const { token } = first.accounts.openSession({ name: "admin", level: "administrator" });
    const same = await reopen("first password");
    expect(same.accounts.bySession(token)).toBeDefined();
    const other = await reopen("other password");
    expect(await other.accounts.logIn("admin", "first password", "10.0.0.1")).toBeUndefined();
    expect(await other.accounts.logIn("admin", "other password", "10.0.0.1")).toBeDefined();
    expect(other.accounts.bySession(token)).toBeUndefined();
  });

  test("brings back an administrator who was removed or lowered", async () => {
    const { accounts } = await open("first password");
    await accounts.put({ name: "chef", level: "administrator" }, CANARY);
    await accounts.put({ name: "admin", level: "guest" }, undefined);
    expect((await reopen("first password")).accounts.list()).toContainEqual({ name: "admin", level: "administrator" });
  });
});

describe("logging in", () => {
  test.each([
    ["admin", "wrong password"],
    ["nobody", CANARY],
    ["", ""],
    ["admin", "x".repeat(100_000)],
    ["' OR 1=1 --", CANARY],
  ])("%j with a wrong password is answered like an unknown name", async (name, password) => {
    const { accounts } = await open(CANARY);
    expect(await accounts.logIn(name, password, "10.0.0.1")).toBeUndefined();
  });

  test("takes composed and decomposed letters for the same password", async () => {
    const { accounts } = await open("clé secrète d'été".normalize("NFC"));
    expect(await accounts.logIn("admin", "clé secrète d'été".normalize("NFD"), "10.0.0.1")).toBeDefined();
  });

  test("that was right needs no hash for a minute, even while guesses are held back", async () => {
    const { accounts } = await open(CANARY);
    await accounts.logIn("admin", CANARY, "10.0.0.1");
    while ((await accounts.logIn("admin", "guess", "10.0.0.1")) !== "slow-down");
    expect(await accounts.logIn("admin", CANARY, "10.0.0.1")).toBeDefined();
    clock.advance(MINUTE - 1);
    expect(await accounts.logIn("admin", CANARY, "10.0.0.1")).toBeDefined();
  });

  test("many times at once with the same password is one guess", async () => {
    const { accounts } = await open(CANARY);
    const right = await Promise.all(Array.from({ length: 50 }, () => accounts.logIn("admin", CANARY, "10.0.0.1")));
    expect(right.every((answer) => answer !== undefined && answer !== "slow-down")).toBe(true);
  });

  test("with the old password fails as soon as there is a new one", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    await accounts.logIn("marie", CANARY, "10.0.0.1");
    await accounts.put(OPERATOR, `${CANARY} 2`);
    expect(await accounts.logIn("marie", CANARY, "10.0.0.1")).toBeUndefined();
    expect(await accounts.logIn("marie", `${CANARY} 2`, "10.0.0.1")).toEqual(OPERATOR);
    accounts.remove("marie");
    expect(await accounts.logIn("marie", `${CANARY} 2`, "10.0.0.1")).toBeUndefined();
  });

  test("while the password changes does not keep the old one alive", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    const changed = accounts.put(OPERATOR, `${CANARY} 2`);
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(accounts.logIn("marie", CANARY, `10.0.0.${i}`));
    await Promise.all([changed, ...answers]);
    expect(await accounts.logIn("marie", CANARY, "10.0.0.1")).toBeUndefined();
  });

  test("10,000 guesses in a minute are at most 30 evaluated, and others still log in", async () => {
    const { accounts } = await open(CANARY);
    let evaluated = 0;
    for (let second = 0; second < 60; second++) {
      const answers = await Promise.all(
        Array.from({ length: 167 }, (_, i) => accounts.logIn("admin", `guess ${second} ${i}`, "10.6.6.6")),
      );
      evaluated += answers.filter((answer) => answer !== "slow-down").length;
      clock.advance(1_000);
    }
    expect(evaluated).toBeGreaterThan(5);
    expect(evaluated).toBeLessThanOrEqual(30);
    expect(await accounts.logIn("admin", CANARY, "10.0.0.1")).toEqual({ name: "admin", level: "administrator" });
  });
});

describe("accounts", () => {
  test("keep their password when only the level changes", async () => {
    const { accounts } = await open(CANARY);
    for (const level of LEVELS) await accounts.put({ name: "marie", level }, level === "guest" ? CANARY : undefined);
    expect(await accounts.logIn("marie", CANARY, "10.0.0.1")).toEqual({ name: "marie", level: "administrator" });
  });

  test.each([
    ["", "nameUnusable"],
    ["a b", "nameUnusable"],
    ["a:b", "nameUnusable"],
    ["local", "nameUnusable"],
    ["x".repeat(33), "nameUnusable"],
    ["Marie.D-2_b", "nothing was refused"],
  ])("the name %j: %s", async (name, expected) => {
    const { accounts } = await open(CANARY);
    expect(await refusal(() => accounts.put({ name, level: "guest" }, CANARY))).toBe(expected);
  });

  test.each([
    [undefined, "passwordMissing"],
    ["", "passwordTooShort"],
    ["elevenchars", "passwordTooShort"],
    ["x".repeat(129), "passwordTooLong"],
    ["passwordpassword", "passwordCommon"],
    ["PasswordPassword", "passwordCommon"],
    ["123456789012", "passwordCommon"],
    ["abababababababab", "passwordCommon"],
    ["twelve chars", "nothing was refused"],
    ["été à la mer", "nothing was refused"],
    [CANARY.padEnd(128, "x"), "nothing was refused"],
  ])("the new password %j: %s", async (password, expected) => {
    const { accounts } = await open(CANARY);
    expect(await refusal(() => accounts.put(OPERATOR, password))).toBe(expected);
    expect(accounts.list().some(({ name }) => name === "marie")).toBe(expected === "nothing was refused");
  });

  test("the last administrator can be neither removed nor lowered, not even by two at once", async () => {
    const { accounts } = await open(CANARY);
    expect(await refusal(() => accounts.remove("admin"))).toBe("lastAdministrator");
    expect(await refusal(() => accounts.put({ name: "admin", level: "guest" }, undefined))).toBe("lastAdministrator");
    await accounts.put({ name: "chef", level: "administrator" }, CANARY);
    const answers = await Promise.all(
      ["admin", "chef"].map((name) => refusal(() => accounts.put({ name, level: "guest" }, `${CANARY} 2`))),
    );
    expect(answers.sort()).toEqual(["lastAdministrator", "nothing was refused"]);
  });

  test("removing one answers whether it was there", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    expect([accounts.remove("marie"), accounts.remove("marie")]).toEqual([true, false]);
  });
});

describe("a browser session", () => {
  test("ends 15 minutes after the last request, to the minute", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    const { token } = accounts.openSession(OPERATOR);
    for (let i = 0; i < 5; i++) {
      clock.advance(14 * MINUTE);
      expect(accounts.bySession(token)).toEqual(OPERATOR);
    }
    clock.advance(15 * MINUTE + 1);
    expect(accounts.bySession(token)).toBeUndefined();
  });

  test("ends 12 hours after the log-in, however busy", async () => {
    const { accounts } = await open(CANARY);
    const { token } = accounts.openSession({ name: "admin", level: "administrator" });
    for (let passed = 0; passed < 12 * HOUR; passed += 10 * MINUTE) {
      expect(accounts.bySession(token)).toBeDefined();
      clock.advance(10 * MINUTE);
    }
    clock.advance(1);
    expect(accounts.bySession(token)).toBeUndefined();
  });

  test("outlives a restart, not its end", async () => {
    const { accounts } = await open(CANARY);
    const { token } = accounts.openSession({ name: "admin", level: "administrator" });
    const again = (await reopen()).accounts;
    expect(again.bySession(token)).toBeDefined();
    again.closeSession(token);
    expect(again.bySession(token)).toBeUndefined();
  });

  test("ends with a new password, a new level, or the account", async () => {
    const { accounts } = await open(CANARY);
    const changes = [
      () => accounts.put(OPERATOR, `${CANARY} 2`),
      () => accounts.put({ ...OPERATOR, level: "guest" }, undefined),
      async () => void accounts.remove("marie"),
    ];
    for (const change of changes) {
      await accounts.put(OPERATOR, CANARY);
      const { token } = accounts.openSession(OPERATOR);
      await change();
      expect(accounts.bySession(token)).toBeUndefined();
    }
  });

  test("is one of at most 20 of an account, and never the same token twice", async () => {
    const { accounts } = await open(CANARY);
    const tokens = Array.from({ length: 25 }, () => {
      clock.advance(1_000);
      return accounts.openSession({ name: "admin", level: "administrator" }).token;
    });
    expect(new Set(tokens).size).toBe(25);
    expect(tokens.filter((token) => accounts.bySession(token) !== undefined)).toEqual(tokens.slice(5));
  });
});

describe("a bearer token", () => {
  test("stands for its account with the level it has now, until it is revoked", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    const { token } = accounts.issueToken("marie");
    await accounts.put({ ...OPERATOR, level: "installer" }, undefined);
    const again = (await reopen()).accounts;
    expect(again.byToken(token)).toEqual({ name: "marie", level: "installer" });
    again.revokeTokens("marie");
    expect(again.byToken(token)).toBeUndefined();
    expect(await refusal(() => again.issueToken("nobody"))).toBe("unknownAccount");
  });

  test("goes with its account", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put(OPERATOR, CANARY);
    const { token } = accounts.issueToken("marie");
    accounts.remove("marie");
    await accounts.put(OPERATOR, CANARY);
    expect(accounts.byToken(token)).toBeUndefined();
  });

  test("is ended by its id, which is no part of it, and only by its account", async () => {
    const { accounts } = await open(CANARY);
    await accounts.put({ name: "marie", level: "installer" }, `${CANARY}-marie`);
    const [one, other] = [accounts.issueToken("marie"), accounts.issueToken("marie")];
    expect(accounts.tokensOf("marie").map(({ id }) => id)).toEqual(expect.arrayContaining([one.id, other.id]));
    expect(one.token).not.toContain(one.id);
    expect(accounts.revokeToken("admin", one.id)).toBe(false);
    expect(accounts.revokeToken("marie", "0123456789abcdef")).toBe(false);
    expect(accounts.revokeToken("marie", one.id)).toBe(true);
    expect(accounts.byToken(one.token)).toBeUndefined();
    expect(accounts.byToken(other.token)).toBeDefined();
  });

  test.each(["", "x", "undefined"])("%j is nobody's", async (token) => {
    expect((await open(CANARY)).accounts.byToken(token)).toBeUndefined();
  });

  test("of the command line is an administrator's, readable by the owner only, and ends with the process", async () => {
    const { accounts } = await open(CANARY);
    const place = join(folder, "local.token");
    await writeFile(place, "of the last process", { mode: 0o644 });
    await accounts.writeLocalToken(place);
    const token = (await readFile(place, "utf8")).trim();
    expect((await stat(place)).mode & 0o777).toBe(0o600);
    expect(accounts.byToken(token)).toEqual({ name: "local", level: "administrator" });
    expect((await reopen()).accounts.byToken(token)).toBeUndefined();
  });
});
