import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { makeTlsAuthority, type TlsAuthority } from "../../support/tls-authority.ts";
import { PASSWORD, type Served, serve } from "./served.ts";

let authority: TlsAuthority;
let served: Served;
beforeAll(async () => {
  authority = await makeTlsAuthority();
  const { certificateFile, keyFile } = authority;
  served = await serve({ tls: { cert: await readFile(certificateFile), key: await readFile(keyFile) } });
});
afterAll(async () => {
  await served.stop();
  await authority.remove();
});

async function ask(path: string, options: RequestOptions = {}, body?: unknown) {
  const asked = request(served.url + path, { ca: authority.certificateAuthority, agent: false, ...options });
  const answered = once(asked, "response") as Promise<[IncomingMessage]>;
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await answered;
  return {
    status: response.statusCode,
    headers: response.headers as Record<string, unknown>,
    text: await text(response),
  };
}

test("the address says that it is HTTPS, and browsers are told to stay with it", async () => {
  expect(served.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const { status, headers } = await ask("/health/live");
  expect(status).toBe(200);
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
});

test("a browser's session has a cookie that goes nowhere else, and not in clear", async () => {
  const origin = { origin: served.url, "x-relais": "1", "content-type": "application/json" };
  const login = await ask(
    "/api/v1/session",
    { method: "POST", headers: origin },
    { user: "admin", password: PASSWORD },
  );
  const [cookie = ""] = login.headers["set-cookie"] as string[];
  expect(cookie).toMatch(/^__Host-relais=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const [session = ""] = cookie.split(";");
  expect((await ask("/api/v1/session", { headers: { cookie: session } })).status).toBe(200);
  // Under its other name it could have been set by a page in clear.
  expect((await ask("/api/v1/session", { headers: { cookie: session.replace("__Host-", "") } })).status).toBe(401);
  const logout = await ask("/api/v1/session", { method: "DELETE", headers: { ...origin, cookie: session } });
  expect(logout.status).toBe(204);
  expect((await ask("/api/v1/session", { headers: { cookie: session } })).status).toBe(401);
});

test("values are followed over it", async () => {
  const asked = request(`${served.url}/api/v1/vars/stream`, {
    ca: authority.certificateAuthority,
    headers: { authorization: `Bearer ${served.token("guest")}` },
  });
  let heard = "";
  asked.once("response", (response) =>
    response.on("data", (chunk: Buffer) => {
      heard += chunk;
    }),
  );
  asked.end();
  await eventually(() => expect(heard).toContain("event: snapshot"));
  asked.on("error", () => {});
  asked.destroy();
});

test("nothing is said in clear, and nothing in a TLS of yesterday", async () => {
  await expect(fetch(served.url.replace("https:", "http:"))).rejects.toThrow();
  const { port } = new URL(served.url);
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect({
      port: Number(port),
      host: "127.0.0.1",
      ca: authority.certificateAuthority,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    socket.once("secureConnect", () => resolve("connected"));
    socket.once("error", () => resolve("refused"));
  });
  expect(outcome).toBe("refused");
});
