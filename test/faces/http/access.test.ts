import { afterAll, beforeAll, expect, test } from "vitest";
import { LEVELS, type Level } from "../../../src/accounts/accounts.ts";
import { PASSWORD, type Served, serve } from "./served.ts";

let served: Served;
let operations: { method: string; path: string }[];
beforeAll(async () => {
  served = await serve();
  operations = (await describedOperations()).filter(({ path }) => path !== "/metrics");
});
afterAll(() => served.stop());

/** The lowest level that may call each operation. A new route is a line here, or the matrix fails. */
const LOWEST: Readonly<Record<string, Level | "open">> = {
  "GET /health/live": "open",
  "GET /health/ready": "open",
  "POST /api/v1/session": "open",
  "GET /api/v1/session": "guest",
  "DELETE /api/v1/session": "guest",
  "PUT /api/v1/session/password": "guest",
  "GET /api/v1/session/tokens": "guest",
  "POST /api/v1/session/tokens": "guest",
  "GET /api/v1/vars": "guest",
  "GET /api/v1/vars/{path}": "guest",
  "GET /api/v1/vars/stream": "guest",
  "PUT /api/v1/vars/{path}": "operator",
  "POST /api/v1/vars/{path}/pulse": "operator",
  "GET /api/v1/journal": "guest",
  "GET /api/v1/journal/stream": "guest",
  "POST /api/v1/journal/ack": "operator",
  "POST /api/v1/journal/{id}/ack": "operator",
  "GET /api/v1/transfers": "guest",
  "GET /api/v1/folders": "guest",
  "GET /api/v1/files": "guest",
  "PUT /api/v1/files": "installer",
  "DELETE /api/v1/files": "installer",
  ...sectionLevels("connections"),
  ...sectionLevels("resources"),
  ...sectionLevels("sets"),
  "GET /api/v1/kinds": "guest",
  "GET /api/v1/resources/{id}/timing": "guest",
  "GET /api/v1/traces": "guest",
  "GET /api/v1/trends": "guest",
  "GET /api/v1/system": "guest",
  "GET /api/v1/logs": "administrator",
  "GET /api/v1/device": "guest",
  "PUT /api/v1/device": "installer",
  "GET /api/v1/configuration": "installer",
  "PUT /api/v1/configuration": "installer",
  "POST /api/v1/configuration/preview": "installer",
  "GET /api/v1/configuration/versions": "installer",
  "GET /api/v1/configuration/versions/{version}": "installer",
  "POST /api/v1/configuration/versions/{version}/restore": "installer",
  ...sectionLevels("profiles"),
  "GET /api/v1/built-in-profiles": "guest",
  "GET /api/v1/users": "administrator",
  "POST /api/v1/users": "administrator",
  "GET /api/v1/users/{name}": "administrator",
  "PUT /api/v1/users/{name}": "administrator",
  "DELETE /api/v1/users/{name}": "administrator",
  "GET /api/v1/users/{name}/tokens": "administrator",
  "POST /api/v1/users/{name}/tokens": "administrator",
  "DELETE /api/v1/users/{name}/tokens/{id}": "administrator",
  "DELETE /api/v1/users/{name}/tokens": "administrator",
  "POST /api/v1/connections/{id}/test": "installer",
  "POST /api/v1/connections/{id}/browse": "installer",
  "POST /api/v1/resources/{id}/start": "installer",
  "POST /api/v1/resources/{id}/stop": "installer",
  // Last: who asks with a token has none afterwards.
  "DELETE /api/v1/session/tokens/{id}": "guest",
  "DELETE /api/v1/session/tokens": "guest",
};

test("every route lets in exactly the levels it names", async () => {
  expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(Object.keys(LOWEST).toSorted());
  const asked = await serve();
  for (const [operation, lowest] of Object.entries(LOWEST)) {
    const [method = "", path = ""] = operation.split(" ");
    for (const level of [undefined, ...LEVELS]) {
      const status = await statusOf(
        asked,
        level,
        method,
        path.replace("{path}", "R00009.Send").replaceAll(/\{(?:id|name|version)\}/g, "9"),
      );
      const where = `${operation} as ${level}`;
      if (lowest === "open") expect([200, 400], where).toContain(status);
      else if (level === undefined) expect(status, where).toBe(401);
      else if (LEVELS.indexOf(level) < LEVELS.indexOf(lowest)) expect(status, where).toBe(403);
      else expect([200, 201, 204, 400, 404], where).toContain(status);
    }
  }
  await asked.stop();
});

test.each([
  ["a wrong scheme", "Digest abc"],
  ["an unknown token", "Bearer nothing"],
  ["no token", "Bearer"],
  ["Basic that is not base64", "Basic !!!"],
  ["Basic without a colon", `Basic ${btoa("admin")}`],
  ["a wrong password", basic("nobody", PASSWORD)],
])("%s is 401", async (_what, authorization) => {
  const { status, headers, body } = await session({ authorization });
  expect(status).toBe(401);
  expect(body.error.code).toBe("notLoggedIn");
  expect(headers.get("www-authenticate")).toMatch(/^Basic /);
});

test("HTTP Basic and a bearer token both stand for their account", async () => {
  expect((await session({ authorization: basic("admin", PASSWORD) })).body).toEqual({
    name: "admin",
    level: "administrator",
  });
  expect((await session({ authorization: `bearer ${served.token("guest")}` })).body.name).toBe("guest");
});

test("a browser gets no window of its own to log in", async () => {
  for (const name of ["sec-fetch-site", "x-requested-with", "x-relais"]) {
    const { status, headers } = await session({ [name]: "cors" });
    expect(status).toBe(401);
    expect(headers.has("www-authenticate")).toBe(false);
  }
});

test("a browser session is opened, named, and ended", async () => {
  const cookie = await logIn();
  expect((await session({ cookie })).body.name).toBe("admin");
  const { status, headers } = await served.ask(undefined, "DELETE", "/api/v1/session", undefined, fromPage(cookie));
  expect(status).toBe(204);
  expect(headers.get("set-cookie")).toMatch(/^relais=;.*Max-Age=0/);
  expect((await session({ cookie })).status).toBe(401);
  const types = served.controller.journal.events({ limit: 2 }).map(({ type }) => type);
  expect(types).toEqual(["loggedOut", "loggedIn"]);
});

test("a log-in replaces the session the browser came with", async () => {
  const before = await logIn();
  const after = await logIn(before);
  expect(after).not.toBe(before);
  expect((await session({ cookie: before })).status).toBe(401);
  expect((await session({ cookie: after })).status).toBe(200);
});

test("wrong credentials are not made good by a cookie", async () => {
  const cookie = await logIn();
  expect((await session({ cookie, authorization: "Bearer nothing" })).status).toBe(401);
});

test("a refused log-in is in the journal, and its name only when there is such an account", async () => {
  const tried = async (user: string) => {
    const { status, body } = await served.ask(undefined, "POST", "/api/v1/session", { user, password: "wrong" });
    expect([status, body.error.code]).toEqual([401, "notLoggedIn"]);
    return served.controller.journal.events({ limit: 1 })[0]?.parameters.account;
  };
  expect(await tried("guest")).toBe("guest");
  expect(await tried("my secret in the wrong field")).toBe("?");
});

const CHANGE = "/api/v1/vars/R00001.Send/pulse";
const own = () => served.url;

test.each([
  ["no X-Relais", () => ({ origin: own() })],
  ["no origin", () => ({ "x-relais": "1" })],
  ["a null origin", () => ({ "x-relais": "1", origin: "null" })],
  ["another port", () => ({ "x-relais": "1", origin: "http://127.0.0.1:1" })],
  ["another host", () => ({ "x-relais": "1", origin: "http://evil.example" })],
  ["a cross-site fetch", () => ({ "x-relais": "1", origin: own(), "sec-fetch-site": "cross-site" })],
  ["a same-site fetch", () => ({ "x-relais": "1", "sec-fetch-site": "same-site" })],
])("a change by cookie with %s is refused", async (_what, headers) => {
  const cookie = await logIn();
  const { seq } = served.controller.space;
  const answer = await served.ask(undefined, "POST", CHANGE, undefined, { headers: { ...headers(), cookie } });
  expect(answer.status).toBe(403);
  expect(answer.body.error.code).toBe("crossOrigin");
  expect(served.controller.space.seq).toBe(seq);
});

test("a change by cookie from our own page is taken", async () => {
  const cookie = await logIn();
  expect((await served.ask(undefined, "POST", CHANGE, undefined, fromPage(cookie))).status).toBe(200);
  const bySite = { headers: { cookie, "x-relais": "1", "sec-fetch-site": "same-origin" } };
  expect((await served.ask(undefined, "POST", CHANGE, undefined, bySite)).status).toBe(200);
});

test("a page of another origin changes nothing with other credentials either", async () => {
  const init = { headers: { origin: "http://evil.example" } };
  expect((await served.ask("administrator", "POST", CHANGE, undefined, init)).status).toBe(403);
});

test.each([
  ["text/plain", '{"value":true}'],
  ["application/x-www-form-urlencoded", "value=true"],
  ["multipart/form-data; boundary=x", "--x--"],
])("a body of type %s is refused", async (type, body) => {
  const answer = await served.ask("operator", "PUT", "/api/v1/vars/R00001.Send", body, {
    headers: { "content-type": type },
  });
  expect(answer.status).toBe(415);
  expect(answer.body.error.code).toBe("unsupportedMediaType");
  expect(answer.body.error.message).toContain("Content-Type: application/json");
});

test("no answer invites other origins", async () => {
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1"]) {
    const headers = {
      origin,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization",
    };
    for (const method of ["OPTIONS", "GET"]) {
      const answer = await served.ask("guest", method, "/api/v1/vars", undefined, { headers });
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  }
});

test("the figures need no account from this machine", async () => {
  const { status, text } = await served.ask(undefined, "GET", "/metrics");
  expect(status).toBe(200);
  expect(text).toContain('relais_variable{path="easy.RESS.R00001.Status"}');
});

test("guesses are held back with a time to wait, and others still get in", async () => {
  let refused = await guess();
  for (let tries = 0; refused.status === 401 && tries < 100; tries += 1) refused = await guess();
  expect(refused.status).toBe(429);
  expect(refused.body.error.code).toBe("slowDown");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await session({ authorization: `Bearer ${served.token("guest")}` })).status).toBe(200);

  function guess() {
    return served.ask(undefined, "POST", "/api/v1/session", { user: "operator", password: "wrong" });
  }
});

function sectionLevels(section: string): Record<string, Level> {
  const all = `/api/v1/${section}`;
  return {
    [`GET ${all}`]: "guest",
    [`POST ${all}`]: "installer",
    [`GET ${all}/{id}`]: "guest",
    [`PUT ${all}/{id}`]: "installer",
    [`DELETE ${all}/{id}`]: "installer",
  };
}

async function describedOperations(): Promise<{ method: string; path: string }[]> {
  const { body } = await served.ask(undefined, "GET", "/openapi.json");
  return Object.entries<object>(body.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => method !== "head")
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** The status alone: a stream has no end to wait for. */
async function statusOf(asked: Served, level: Level | undefined, method: string, path: string): Promise<number> {
  const headers = level === undefined ? undefined : { authorization: `Bearer ${served.token(level)}` };
  const response = await fetch(asked.url + path, { method, ...(headers && { headers }) });
  await response.body?.cancel();
  return response.status;
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

function session(headers: Record<string, string>) {
  return served.ask(undefined, "GET", "/api/v1/session", undefined, { headers });
}

function fromPage(cookie: string): { headers: Record<string, string> } {
  return { headers: { cookie, origin: own(), "x-relais": "1" } };
}

/** Answers the cookie. */
async function logIn(before?: string): Promise<string> {
  const init = before === undefined ? {} : fromPage(before);
  const answer = await served.ask(undefined, "POST", "/api/v1/session", { user: "admin", password: PASSWORD }, init);
  expect(answer.status).toBe(200);
  const given = answer.headers.get("set-cookie") ?? "";
  expect(given).toMatch(/^relais=[^;]{20,}; Path=\/; HttpOnly; SameSite=Strict$/);
  return given.split(";")[0] ?? "";
}
