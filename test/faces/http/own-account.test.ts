import { afterEach, beforeEach, expect, test } from "vitest";
import { CANARY, type Served, serve } from "./served.ts";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.stop());

const CURRENT = `${CANARY}-guest-password`;
const NEXT = `${CANARY}-another one`;

async function logIn(password: string): Promise<string | undefined> {
  const { headers } = await served.ask(undefined, "POST", "/api/v1/session", { user: "guest", password });
  return headers.get("set-cookie")?.split(";")[0];
}

const byCookie = (cookie: string) => ({ headers: { cookie, origin: served.url, "x-relais": "1" } });
const whoIs = async (cookie: string | undefined) =>
  (await served.ask(undefined, "GET", "/api/v1/session", undefined, { headers: { cookie: cookie ?? "" } })).status;

test("one's own password is changed: this browser stays, the others are logged out", async () => {
  const [mine = "", other] = [await logIn(CURRENT), await logIn(CURRENT)];
  const body = { current: CURRENT, next: NEXT };
  const { status, headers } = await served.ask(undefined, "PUT", "/api/v1/session/password", body, byCookie(mine));
  expect(status).toBe(204);
  expect(await whoIs(headers.get("set-cookie")?.split(";")[0])).toBe(200);
  expect([await whoIs(mine), await whoIs(other)]).toEqual([401, 401]);
  expect(await logIn(CURRENT)).toBeUndefined();
  expect(await logIn(NEXT)).toBeDefined();
  expect((await served.ask("guest", "GET", "/api/v1/session")).body).toEqual({ name: "guest", level: "guest" });
});

test.each([
  [{ current: "wrong", next: NEXT }, "wrongPassword", "/current"],
  [{ current: CURRENT, next: "short" }, "passwordTooShort", "/password"],
])("%j is refused and changes nothing", async (body, code, path) => {
  const { status, body: answer } = await served.ask("guest", "PUT", "/api/v1/session/password", body);
  expect([status, answer.error.code, answer.error.details[0].path]).toEqual([400, code, path]);
  expect(await logIn(CURRENT)).toBeDefined();
});

test("guesses of the current password are held back", async () => {
  const guess = async () =>
    (await served.ask("guest", "PUT", "/api/v1/session/password", { current: "wrong", next: NEXT })).status;
  let status = await guess();
  for (let tries = 0; status === 400 && tries < 100; tries += 1) status = await guess();
  expect(status).toBe(429);
});

test("one's own tokens are made, counted and ended, and nobody else's", async () => {
  const tokens = async () => (await served.ask("operator", "GET", "/api/v1/session/tokens")).body.tokens;
  expect(await tokens()).toHaveLength(1);
  const { status, body } = await served.ask("operator", "POST", "/api/v1/session/tokens");
  expect(status).toBe(201);
  const headers = { authorization: `Bearer ${body.token}` };
  expect((await served.ask(undefined, "GET", "/api/v1/session", undefined, { headers })).body.name).toBe("operator");
  expect(JSON.stringify(await tokens())).not.toContain(body.token);
  expect((await tokens()).map(({ id }: { id: string }) => id)).toContain(body.id);
  const second = (await served.ask("operator", "POST", "/api/v1/session/tokens")).body;
  expect(await tokens()).toHaveLength(3);
  const end = async (level: "guest" | "operator", id: string) =>
    (await served.ask(level, "DELETE", `/api/v1/session/tokens/${id}`)).status;
  expect([await end("guest", second.id), await end("operator", second.id)]).toEqual([404, 204]);
  expect(await end("operator", second.id)).toBe(404);
  expect(await tokens()).toHaveLength(2);
  expect((await served.ask("operator", "DELETE", "/api/v1/session/tokens")).status).toBe(204);
  expect((await served.ask(undefined, "GET", "/api/v1/session", undefined, { headers })).status).toBe(401);
  expect((await served.ask("guest", "GET", "/api/v1/session")).status).toBe(200);
});

test("an account has at most 50 tokens", async () => {
  for (let made = served.accounts.tokensOf("guest").length; made < 50; made += 1) served.accounts.issueToken("guest");
  const { status, body } = await served.ask("guest", "POST", "/api/v1/session/tokens");
  expect([status, body.error.code]).toEqual([409, "tooManyTokens"]);
});
