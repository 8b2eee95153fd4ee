import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
  const journal = openJournal({ file: ":memory:", clock: systemClock, retention: { days: 1, maxBytes: 1e9 } });
  served.controller.tree.mount(
    "easy.JRNL",
    journal.csvFolder("events", () => ({ language: "en", text: () => "" })),
  );
});
afterAll(() => served.stop());

const OCTETS = { "content-type": "application/octet-stream" };
const address = (path: string) => `/api/v1/files?path=${encodeURIComponent(path)}`;
const put = (path: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = OCTETS) =>
  fetch(served.url + address(path), {
    method: "PUT",
    headers: { authorization: `Bearer ${served.token("installer")}`, ...headers },
    body,
  });
const read = async (path: string) => (await served.ask("guest", "GET", address(path))).text;
const names = async (path: string) => {
  const { body } = await served.ask("guest", "GET", `/api/v1/folders?path=${encodeURIComponent(path)}`);
  return (body.children ?? []).map(({ name }: { name: string }) => name);
};

test("a file is put in place with the folders it needs, replaced, and removed", async () => {
  const created = await put("Net.FlashDisk/in/été/a.csv", Buffer.from("one;1\r\n"));
  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ path: "Net.FlashDisk/in/été/a.csv", type: "file", size: 7 });
  expect((await put("Net.FlashDisk/in/été/a.csv", Buffer.from("two"))).status).toBe(200);
  expect(await read("Net.FlashDisk/in/été/a.csv")).toBe("two");
  expect((await served.ask("installer", "DELETE", address("Net.FlashDisk/in/été/a.csv"))).status).toBe(204);
  expect((await served.ask("installer", "DELETE", address("Net.FlashDisk/in/été/a.csv"))).status).toBe(404);
  const events = served.controller.journal.events({ limit: 3 });
  expect(events.map(({ type }) => type)).toEqual(["fileRemoved", "fileChanged", "fileChanged"]);
  expect(events[1]).toMatchObject({ origin: "http:installer", parameters: { bytes: 3 } });
});

test("an empty file is a file", async () => {
  expect((await put("Net.FlashDisk/ready.flag", Buffer.alloc(0))).status).toBe(201);
  expect(await names("Net.FlashDisk")).toContain("ready.flag");
});

test("a client that leaves midway leaves the old file, and nothing of its own", async () => {
  await put("Net.FlashDisk/cut/a.txt", Buffer.from("old"));
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const receiving = vi.spyOn(served.controller.tree.locate("Net.FlashDisk").store, "receive");
  socket.write(
    `PUT ${address("Net.FlashDisk/cut/a.txt")} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${served.token("installer")}\r\n` +
      "Content-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nhalf",
  );
  await vi.waitFor(() => expect(receiving).toHaveBeenCalled());
  const receipt = await receiving.mock.results[0]?.value;
  const discarded = vi.spyOn(receipt, "discard");
  socket.destroy();
  await vi.waitFor(() => expect(discarded).toHaveBeenCalled());
  receiving.mockRestore();
  expect(await read("Net.FlashDisk/cut/a.txt")).toBe("old");
  expect(await names("Net.FlashDisk/cut")).toEqual(["a.txt"]);
});

test.each([
  ["easy.JRNL/x.csv", 409, "localFolderReadOnly"],
  ["Net.FlashDisk/../x", 400, "localPathRefused"],
  ["Net.FlashDisk", 400, "localPathRefused"],
  ["Net.Nothing/x", 404, "localFolderMissing"],
])("nothing is put at %s", async (path, status, code) => {
  const response = await put(path, Buffer.from("x"));
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: { code: string } }).error.code).toBe(code);
});

test("a body of another type is refused, and one that is too large at its head", async () => {
  expect((await put("Net.FlashDisk/x", Buffer.from("{}"), { "content-type": "text/html" })).status).toBe(415);
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `PUT ${address("Net.FlashDisk/huge")} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${served.token("installer")}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${2 ** 29 + 1}\r\n\r\n`,
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  expect(await names("Net.FlashDisk")).not.toContain("huge");
});
