import { afterAll, beforeAll, expect, test } from "vitest";
import { Failure } from "../../../src/errors.ts";
import { CONNECTION, RESOURCE, type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
  await served.ask("installer", "POST", "/api/v1/connections", CONNECTION);
  await served.ask("installer", "POST", "/api/v1/connections", { ...CONNECTION, id: "LAN02" });
  await served.ask("installer", "POST", "/api/v1/resources", RESOURCE);
});
afterAll(() => served.stop());

const browse = (body: object, id = "LAN01") =>
  served.ask("installer", "POST", `/api/v1/connections/${id}/browse`, body);
const entry = (name: string, kind: "file" | "folder", size?: number) => ({ name, kind, size, modified: undefined });

test("a folder of the server shows its folders first, and no more than it can", async () => {
  served.remote.set("/in", [entry("b.csv", "file", 3), entry("z", "folder"), entry("a", "folder")]);
  const { status, body } = await browse({ resource: "R00001", folder: "/in" });
  expect(status).toBe(200);
  expect(body).toEqual({
    folder: "/in",
    entries: [
      { name: "a", type: "folder" },
      { name: "z", type: "folder" },
      { name: "b.csv", type: "file", size: 3 },
    ],
    truncated: false,
  });
  served.remote.set(
    "/many",
    Array.from({ length: 5001 }, (_, index) => entry(`${index}`, "file")),
  );
  const many = await browse({ user: "easy", password: "x", folder: "/many" });
  expect([many.body.entries.length, many.body.truncated]).toEqual([5000, true]);
});

test("what the server refuses comes with its reply and the Error it would be", async () => {
  served.browseFailure = new Failure("loginRejected", { reply: "530 no" });
  const { status, body } = await browse({ user: "easy", password: "x", folder: "/" });
  served.browseFailure = undefined;
  expect([status, body.error.code]).toEqual([502, "serverRefused"]);
  expect(body.error.details).toMatchObject([{ failure: "loginRejected", error: 12, reply: "530 no" }]);
});

test.each([
  ["LAN01", {}, 400],
  ["LAN01", { user: "easy", resource: "R00001" }, 400],
  ["LAN01", { resource: "R00009" }, 400],
  ["LAN02", { resource: "R00001" }, 400],
  ["LAN09", { user: "easy" }, 404],
])("%s with %j is refused, for a look and for a test", async (id, login, status) => {
  expect((await browse({ ...login, folder: "/" }, id)).status).toBe(status);
  expect((await served.ask("installer", "POST", `/api/v1/connections/${id}/test`, login)).status).toBe(status);
});
