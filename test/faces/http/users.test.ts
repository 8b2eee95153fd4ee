import { afterAll, beforeAll, expect, test } from "vitest";
import { CANARY, type Served, serve } from "./served.ts";

const PASSWORD = `${CANARY}-of-anne`;

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => {
  expect(served.heard.filter((text) => text.includes(CANARY))).toEqual([]);
  await served.stop();
});

const users = (method: string, path = "", body?: unknown) =>
  served.ask("administrator", method, `/api/v1/users${path}`, body);
const whoIs = async (authorization: string) =>
  (await served.ask(undefined, "GET", "/api/v1/session", undefined, { headers: { authorization } })).body;
const basic = (name: string, password: string) => `Basic ${btoa(`${name}:${password}`)}`;

test("an account is created, used, changed, and removed", async () => {
  const created = await users("POST", "", { name: "anne", level: "operator", password: PASSWORD });
  expect([created.status, created.headers.get("location")]).toEqual([201, "/api/v1/users/anne"]);
  expect(created.body).toEqual({ name: "anne", level: "operator" });
  expect((await users("GET")).body.users).toContainEqual({ name: "anne", level: "operator" });
  expect(await whoIs(basic("anne", PASSWORD))).toEqual({ name: "anne", level: "operator" });

  expect((await users("PUT", "/anne", { level: "guest" })).body).toEqual({ name: "anne", level: "guest" });
  expect(await whoIs(basic("anne", PASSWORD))).toEqual({ name: "anne", level: "guest" });
  await users("PUT", "/anne", { level: "guest", password: `${PASSWORD}-2` });
  expect(await whoIs(basic("anne", PASSWORD))).toHaveProperty("error.code", "notLoggedIn");

  expect((await users("DELETE", "/anne")).status).toBe(204);
  expect((await users("GET", "/anne")).status).toBe(404);
  const kept = served.controller.journal.events({ limit: 20 }).filter(({ type }) => type.startsWith("account"));
  expect(kept.map(({ type, origin }) => `${type} by ${origin}`)).toEqual([
    "accountRemoved by http:administrator",
    "accountChanged by http:administrator",
    "accountChanged by http:administrator",
    "accountChanged by http:administrator",
  ]);
});

test("a program gets a token of its account, until it is revoked", async () => {
  const { status, body } = await users("POST", "/guest/tokens");
  expect(status).toBe(201);
  expect(await whoIs(`Bearer ${body.token}`)).toEqual({ name: "guest", level: "guest" });
  expect((await users("DELETE", "/guest/tokens")).status).toBe(204);
  expect(await whoIs(`Bearer ${body.token}`)).toHaveProperty("error.code", "notLoggedIn");
});

test.each([
  ["POST", "", { name: "guest", level: "guest", password: PASSWORD }, 409, "alreadyExists", []],
  ["POST", "", { name: "a b", level: "guest", password: PASSWORD }, 400, "nameUnusable", ["/name"]],
  ["POST", "", { name: "local", level: "guest", password: PASSWORD }, 400, "nameUnusable", ["/name"]],
  ["POST", "", { name: "bob", level: "guest", password: "short" }, 400, "passwordTooShort", ["/password"]],
  ["POST", "", { name: "bob", level: "boss", extra: 1 }, 400, "invalidRequest", ["/extra", "/level", "/password"]],
  ["PUT", "/nobody", { level: "guest" }, 404, "unknownAccount", []],
  ["PUT", "/guest", { level: "guest", password: "password12345" }, 400, "passwordCommon", ["/password"]],
  ["DELETE", "/nobody", undefined, 404, "unknownAccount", []],
  ["POST", "/nobody/tokens", undefined, 404, "unknownAccount", []],
  ["DELETE", "/nobody/tokens", undefined, 404, "unknownAccount", []],
] as const)("%s /users%s %j is refused: %i %s", async (method, path, body, status, code, faults) => {
  const before = (await users("GET")).body;
  const answer = await users(method, path, body);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  const paths: string[] = answer.body.error.details.map((fault: { path: string }) => fault.path);
  expect(paths.toSorted((a, b) => a.localeCompare(b))).toEqual(faults);
  expect((await users("GET")).body).toEqual(before);
});

test("the last administrator stays", async () => {
  expect((await users("DELETE", "/administrator")).status).toBe(204);
  const init = { headers: { authorization: `Basic ${btoa(`admin:${CANARY}-admin-password`)}` } };
  for (const [method, body] of [["DELETE"], ["PUT", { level: "guest" }]] as const) {
    const answer = await served.ask(undefined, method, "/api/v1/users/admin", body, init);
    expect([answer.status, answer.body.error.code]).toEqual([409, "lastAdministrator"]);
  }
});
