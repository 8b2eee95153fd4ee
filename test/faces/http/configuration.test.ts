import { expect, test } from "vitest";
import type { FtpFolderConfig } from "../../../src/resources/ftp-folder/schema.ts";
import { EventClient } from "./event-client.ts";
import { CANARY, CONNECTION, RESOURCE, serveConfigured } from "./served.ts";

const served = serveConfigured((text) => text.includes(CANARY));

const get = async (path: string) => served().ask("guest", "GET", `/api/v1${path}`);
const change = (method: string, path: string, body?: unknown) =>
  served().ask("installer", method, `/api/v1${path}`, body);

test("a connection is created with its defaults, read, replaced, and removed", async () => {
  const created = await change("POST", "/connections", { id: "LAN02", address: "ftp.example" });
  expect(created.status).toBe(201);
  expect(created.headers.get("location")).toBe("/api/v1/connections/LAN02");
  expect(created.body).toMatchObject({ id: "LAN02", label: "", valid: true, port: 21, security: "none" });
  expect((await get("/connections/LAN02")).body).toEqual(created.body);
  const replaced = await change("PUT", "/connections/LAN02", { address: "ftp.example", port: 2100 });
  expect(replaced.body).toEqual({ ...created.body, port: 2100 });
  expect((await get("/connections")).body.connections.map(({ id }: { id: string }) => id)).toEqual(["LAN01", "LAN02"]);
  expect((await change("DELETE", "/connections/LAN02")).status).toBe(204);
  expect((await get("/connections/LAN02")).body.error.code).toBe("notFound");
});

test("0 and 1 are taken for the booleans of an item", async () => {
  const connection = await change("PUT", "/connections/LAN01", { ...CONNECTION, valid: 0, verifyCertificate: 1 });
  expect(connection.body).toMatchObject({ valid: false, verifyCertificate: true });
  const events = { success: 0, error: 1 };
  const resource = await change("PUT", "/resources/R00001", { ...RESOURCE, passive: 0, recursive: 0, events });
  expect(resource.body).toMatchObject({ passive: false, recursive: false, events: { success: false, error: true } });
  const { status, body } = await change("PUT", "/connections/LAN01", { ...CONNECTION, valid: 2, sessions: 1, port: 0 });
  expect(status).toBe(400);
  expect(body.error.details.map(({ path }: { path: string }) => path)).toEqual(["/valid", "/port"]);
});

test("a resource is shown without its password and with how it is", async () => {
  served().show({ Status: 1 });
  const { body } = await get("/resources/R00001");
  expect(body).toMatchObject({ id: "R00001", user: "easy", passwordSet: true, live: { status: 1, action: 0 } });
  expect(body).not.toHaveProperty("password");
  expect((await get("/resources")).body.resources).toEqual([body]);
});

test("a resource given back as it was shown changes nothing and keeps its password", async () => {
  const { body } = await get("/resources/R00001");
  expect((await change("PUT", "/resources/R00001", { ...body, label: "Autre" })).body).toMatchObject({
    label: "Autre",
    passwordSet: true,
  });
  const resource = served().controller.configuration.current.resources[0] as FtpFolderConfig;
  expect(served().controller.configuration.password(resource)).toBe(RESOURCE.password);
});

test("a resource is put out of service and in again, by name of who did it", async () => {
  const by: string[] = [];
  const watching = served().controller.configuration.changes$.subscribe((told) => by.push(told.by));
  expect((await change("POST", "/resources/R00001/stop")).body).toMatchObject({ inService: false, passwordSet: true });
  expect((await change("POST", "/resources/R00001/start")).body).toMatchObject({ inService: true, passwordSet: true });
  watching.unsubscribe();
  expect(by).toEqual(["http:installer", "http:installer"]);
  expect((await change("POST", "/resources/R00099/start")).status).toBe(404);
});

test("a Set goes by its label", async () => {
  const label = "Relevés / été";
  const address = `/sets/${encodeURIComponent(label)}`;
  expect((await change("POST", "/sets", { label, elements: ["easy.JRNL"] })).status).toBe(201);
  expect((await change("PUT", address, { elements: [] })).body).toEqual({ label, elements: [] });
  expect((await get("/sets")).body).toEqual({ sets: [{ label, elements: [] }] });
  expect((await change("DELETE", address)).status).toBe(204);
});

test("a wrong change names every fault from the item on, and changes nothing", async () => {
  const { current } = served().controller.configuration;
  const { status, body } = await change("PUT", "/connections/LAN01", {
    ...CONNECTION,
    port: "21",
    sessions: 99,
    more: 1,
  });
  expect([status, body.error.code]).toEqual([400, "configurationRefused"]);
  expect(body.error.details.map(({ path, code }: { path: string; code: string }) => [path, code]).toSorted()).toEqual([
    ["/more", "unknownMember"],
    ["/port", "integerExpected"],
    ["/sessions", "tooBig"],
  ]);
  expect(served().controller.configuration.current).toBe(current);
});

test.each([
  ["POST", "/connections", CONNECTION, 409, "alreadyExists"],
  ["PUT", "/connections/LAN09", { address: "x" }, 404, "notFound"],
  ["DELETE", "/connections/LAN09", undefined, 404, "notFound"],
  ["DELETE", "/connections/LAN01", undefined, 409, "inUse"],
  ["PUT", "/connections/LAN01", { ...CONNECTION, id: "LAN02" }, 400, "idMismatch"],
  ["POST", "/connections", [], 400, "invalidRequest"],
  ["POST", "/connections", undefined, 400, "invalidRequest"],
  ["POST", "/resources", { ...RESOURCE, id: "R00002", kind: "unknown" }, 400, "configurationRefused"],
  ["POST", "/sets", { label: "x", elements: ["../etc"] }, 400, "configurationRefused"],
] as const)("%s %s %j is %i %s", async (method, path, body, status, code) => {
  const answer = await change(method, path, body);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test("a connection test answers its steps, or tells them one by one", async () => {
  const login = { user: "easy", password: `${CANARY}-test`, folder: "/site1" };
  const step = { failure: undefined, reply: "220 hello", durationMs: 1 };
  served().probeSteps = [{ step: "connect", ok: true, ...step }];
  expect((await change("POST", "/connections/LAN01/test", login)).body).toEqual({
    ok: true,
    steps: [{ step: "connect", ok: true, reply: "220 hello", durationMs: 1 }],
  });
  served().probeSteps.push({ step: "login", ok: false, failure: "loginRejected", reply: "530 no", durationMs: 2 });
  const headers = { accept: "text/event-stream", "content-type": "application/json" };
  const stream = await served().ask("installer", "POST", "/api/v1/connections/LAN01/test", login, { headers });
  expect(stream.text).toMatch(
    /event: step\n.*"connect".*\n\nevent: step\n.*"loginRejected".*\n\nevent: end\ndata: {"ok":false}\n\n$/,
  );
  expect((await change("POST", "/connections/LAN09/test", login)).status).toBe(404);
  expect((await change("POST", "/connections/LAN01/test", { ...login, port: 1 })).status).toBe(400);
});

test("no password comes out, whatever is asked", async () => {
  const client = await EventClient.open(served(), "/vars/stream");
  const journal = await EventClient.open(served(), "/journal/stream");
  for (const path of ["/resources", "/connections", "/journal", "/transfers", "/vars", "/folders", "/session"])
    await get(path);
  await change("PUT", "/resources/R00001", { ...RESOURCE, port: CANARY.length });
  await change("PUT", "/resources/R00001", { ...RESOURCE, password: [RESOURCE.password] });
  await change("PUT", "/resources/R00001", JSON.stringify(RESOURCE).slice(0, -1));
  await served().ask(undefined, "POST", "/api/v1/session", { user: `${CANARY}-x`, password: `${CANARY}-y` });
  await served().ask(undefined, "POST", "/api/v1/session", { user: "admin", password: `${CANARY}-y`, other: 1 });
  await served().ask(undefined, "GET", "/metrics");
  served().show({ Status: 1 });
  await Promise.all([client.until((told) => told.length > 1), journal.until((told) => told.length > 0)]);
  client.close();
  journal.close();
  served().heard.push(JSON.stringify([client.told, journal.told, await get("/journal")]));
});
