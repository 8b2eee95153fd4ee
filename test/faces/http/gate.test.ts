import { afterAll, beforeAll, expect, test } from "vitest";
import { rawRequest } from "./raw-request.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve({ allowedHosts: ["relais.site.local"] });
});
afterAll(() => served.stop());

const ask = (host: string, target = "/health/live") =>
  rawRequest(served.url, `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);

test.each([
  "127.0.0.1",
  "127.0.0.1:8080",
  "192.168.1.20",
  "[::1]",
  "[::1]:8080",
  "[fe80::1]:80",
  "[::ffff:10.0.0.1]",
  "localhost",
  "LocalHost:1",
  "relais.site.local",
  "RELAIS.site.local:8080",
])("the host %s is ours", async (host) => {
  expect(await ask(`Host: ${host}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
});

test.each([
  "evil.example",
  "evil.example:8080",
  "localhost.evil.example",
  "relais.site.local.evil.example",
  "sub.relais.site.local",
  "evil-localhost",
  "127.0.0.1.evil.example",
  "127.0.0.1.nip.io",
  "localhost.",
  "0x7f000001",
  "2130706433",
  "127.1",
  "0177.0.0.1",
  "127.0.0.256",
  "[::1",
  "::1",
  "[::1]x",
  "[localhost]",
  "[fe80::1%25eth0]",
  "localhost:port",
  "localhost:123456",
  "localhost:80:80",
  "admin@localhost",
  "localhost/..",
  "localhost evil.example",
  "localhost,evil.example",
  "localhost\tx",
  "xn--lcalhost-tfg",
  "lоcalhost",
  "*",
  "",
])("the host %j is turned away before anything answers", async (host) => {
  expect(await ask(`Host: ${host}\r\n`)).toMatch(/^HTTP\/1.1 (421|400) /);
});

test("a second Host header, or none, is turned away", async () => {
  expect(await ask("Host: localhost\r\nHost: evil.example\r\n")).toMatch(/^HTTP\/1.1 (421|400) /);
  expect(await ask("Host: evil.example\r\nHost: localhost\r\n")).toMatch(/^HTTP\/1.1 (421|400) /);
  expect(await ask("")).toMatch(/^HTTP\/1.1 400 /);
  expect(await rawRequest(served.url, "GET /health/live HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 421 /);
  expect(await ask("Host: localhost\r\n", "http://evil.example/health/live")).not.toMatch(/^HTTP\/1.1 200 /);
});

test("a foreign host is refused in our form", async () => {
  const answer = await ask("Host: evil.example\r\n", "/nothing/here");
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual({
    error: { code: "misdirected", message: expect.any(String), details: [] },
  });
});

test.each([
  ["200", "GET", "/health/live"],
  ["401", "GET", "/api/v1/vars"],
  ["404", "GET", "/nothing"],
  ["404 of the API", "GET", "/api/v1/nothing"],
  ["404 by method", "PATCH", "/api/v1/vars"],
  ["400 by address", "GET", "/api/v1/vars/%zz"],
  ["400 by length", "GET", `/api/v1/vars/${"x".repeat(600)}`],
  ["404 by length", "GET", `/api/v1/vars/${"x".repeat(2000)}`],
  ["415", "POST", "/api/v1/session"],
  ["the page of the API", "GET", "/docs/"],
])("the answer %s carries the security headers", async (_what, method, path) => {
  const body = method === "POST" ? "x" : undefined;
  const answer = await served.ask(path.includes("xxx") ? "guest" : undefined, method, path, body, {
    headers: { "content-type": "text/plain" },
  });
  const header = (name: string) => answer.headers.get(name);
  expect(header("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';.* frame-ancestors 'none'/);
  expect(header("x-content-type-options")).toBe("nosniff");
  expect(header("referrer-policy")).toBe("no-referrer");
  expect(header("cross-origin-opener-policy")).toBe("same-origin");
  expect(header("cross-origin-resource-policy")).toBe("same-origin");
  expect(header("cache-control")).toBe("no-store");
  expect(header("x-powered-by")).toBeNull();
  if (answer.status >= 400) {
    expect(answer.body).toEqual({
      error: { code: expect.any(String), message: expect.any(String), details: expect.any(Array) },
    });
  }
});

test("what is no HTTP gets an answer in our form, and the connection is closed", async () => {
  for (const request of [
    "nonsense\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
  ]) {
    const answer = await rawRequest(served.url, request);
    expect(answer).toMatch(/^HTTP\/1.1 4(00|31) /);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "").error.code).toMatch(/^(invalidRequest|headersTooLarge)$/);
  }
});

test.each([
  ["both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"],
  ["two lengths", "Content-Length: 2\r\nContent-Length: 5\r\n", "{}"],
  ["a length that is no number", "Content-Length: +2\r\n", "{}"],
  ["an unknown transfer encoding", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"],
  ["chunked not last", "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"],
  ["a space before the colon", "Content-Length : 2\r\n", "{}"],
  ["a folded header", "X: a\r\n b\r\nContent-Length: 2\r\n", "{}"],
  ["a chunk size that overflows", "Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"],
])("smuggling by %s reaches nothing", async (_what, headers, body) => {
  const smuggled = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const request = `POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
  const answer = await rawRequest(served.url, request + smuggled);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer.match(/HTTP\/1.1 /g)).toHaveLength(1);
});

test("a body over the limit is refused without being read", async () => {
  const body = JSON.stringify({ value: "x".repeat(70_000) });
  const { status, body: refused } = await served.ask("operator", "PUT", "/api/v1/vars/R00001.Name", body);
  expect([status, refused.error.code]).toEqual([413, "bodyTooLarge"]);
});
