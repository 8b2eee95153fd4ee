import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.stop());

const ask: Served["ask"] = (...call) => served.ask(...call);

test("a variable is read by its full path and by its short form", async () => {
  const { body, status } = await ask("guest", "GET", "/api/v1/vars/R00001.Send");
  expect(status).toBe(200);
  expect(body).toEqual({
    path: "easy.RESS.R00001.Send",
    value: false,
    type: "bool",
    direction: "input",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    text: "vars.Send",
  });
  expect((await ask("guest", "GET", "/api/v1/vars/easy.RESS.R00001.Send")).body).toEqual(body);
  expect((await ask("guest", "GET", "/api/v1/vars/R00001.Action")).body).toMatchObject({
    type: "code",
    code: "action",
  });
});

test("a mask picks variables by either form, several with commas", async () => {
  const paths = async (query: string) => {
    const { body } = await ask("guest", "GET", `/api/v1/vars${query}`);
    return body.vars.map(({ path }: { path: string }) => path.replace("easy.RESS.R00001.", ""));
  };
  const all = ["Send", "Name", "Action", "Status"];
  expect(await paths("")).toEqual(all);
  expect(await paths("?match=R00001.*")).toEqual(all);
  expect(await paths("?match=easy.RESS.*.S*")).toEqual(["Send", "Status"]);
  expect(await paths("?match=**.Send,R0000%3F.Name")).toEqual(["Send", "Name"]);
  expect(await paths("?match=R00002.*")).toEqual([]);
  expect(await paths("?match=*")).toEqual([]);
});

test.each([
  "?match=R00001.{a,b}",
  "?match=***",
  "?match=*a*a*a*",
  "?match=**.**.**.a",
  "?match=",
  "?matches=x",
  "?match=a&match=b",
])("%s is refused and named", async (query) => {
  const { status, body } = await ask("guest", "GET", `/api/v1/vars${query}`);
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ code: "invalidRequest", details: [{ path: expect.stringMatching(/^\/match/) }] });
});

test("a level write answers the variable and whether it changed, and names who wrote", async () => {
  const causes: string[] = [];
  const watching = served.controller.space.commits$.subscribe(({ cause }) => causes.push(cause));
  const put = (value: unknown) => ask("operator", "PUT", "/api/v1/vars/R00001.Send", { value });
  expect((await put(true)).body).toMatchObject({ path: "easy.RESS.R00001.Send", value: true, changed: true });
  expect((await put(1)).body).toMatchObject({ value: true, changed: false });
  expect((await put(0)).body).toMatchObject({ value: false, changed: true });
  watching.unsubscribe();
  expect(causes).toEqual(["http:operator", "http:operator"]);
});

test("a pulse is two commits", async () => {
  const values: unknown[] = [];
  const watching = served.controller.space.commits$.subscribe(({ changes }) => values.push(changes[0]?.value));
  const { status, body } = await ask("operator", "POST", "/api/v1/vars/R00001.Send/pulse");
  watching.unsubscribe();
  expect(status).toBe(200);
  expect(body).toMatchObject({ value: false });
  expect(values).toEqual([true, false]);
});

test.each([
  ["PUT", "R00001.Nothing", { value: 1 }, 404, "unknownVariable"],
  ["GET", "R00001.Nothing", undefined, 404, "unknownVariable"],
  ["PUT", "R00001.Action", { value: 1 }, 400, "outputNotWritable"],
  ["PUT", "R00001.Send", { value: "true" }, 400, "wrongType"],
  ["PUT", "R00001.Send", { value: 2 }, 400, "wrongType"],
  ["PUT", "R00001.Name", { value: "x".repeat(65) }, 400, "wrongType"],
  ["PUT", "R00001.Send", { value: null }, 400, "invalidRequest"],
  ["PUT", "R00001.Send", { value: [true] }, 400, "invalidRequest"],
  ["PUT", "R00001.Send", {}, 400, "invalidRequest"],
  ["PUT", "R00001.Send", undefined, 400, "invalidRequest"],
  ["PUT", "R00001.Send", "true", 400, "invalidRequest"],
  ["PUT", "R00001.Send", "{", 400, "malformedJson"],
  ["PUT", "R00001.Send", '{"__proto__":{"value":true}}', 400, "malformedJson"],
  ["POST", "R00001.Name/pulse", undefined, 400, "wrongType"],
  ["POST", "R00001.Send/pulse", { duration: 5 }, 400, "invalidRequest"],
] as const)("%s %s %j is refused with %i %s and changes nothing", async (method, path, body, status, code) => {
  const { seq } = served.controller.space;
  const answer = await ask("operator", method, `/api/v1/vars/${path}`, body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error: { code, message: expect.any(String), details: expect.any(Array) } });
  expect(served.controller.space.seq).toBe(seq);
});

test.each(["application/json", "application/x-www-form-urlencoded", "text/plain"])(
  "an empty body is none, though it is called %s",
  async (type) => {
    const headers = { "content-type": type };
    const pulse = await served.ask("operator", "POST", "/api/v1/vars/R00001.Send/pulse", "", { headers });
    expect(pulse.status).toBe(200);
    const write = await served.ask("operator", "PUT", "/api/v1/vars/R00001.Send", "", { headers });
    expect([write.status, write.body.error.code]).toEqual([400, "invalidRequest"]);
  },
);

test("a call that does not exist is told so, whatever it brings", async () => {
  const { status, body } = await ask("operator", "PATCH", "/api/v1/vars/R00001.Send", { value: true });
  expect([status, body.error.code]).toEqual([404, "unknownRoute"]);
});

test("a refusal says what is wrong in words", async () => {
  const { body } = await ask("operator", "PUT", "/api/v1/vars/R00001.Send", { value: 2 });
  expect(body.error.message).toBe("R00001.Send: the value does not fit: a boolean is expected");
});

test("every fault of a body is named", async () => {
  const { body } = await ask("operator", "PUT", "/api/v1/vars/R00001.Send", { value: {}, more: 1, other: 2 });
  expect(body.error.details.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    "/more",
    "/other",
    "/value",
  ]);
});
