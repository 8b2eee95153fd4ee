import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./served.ts";

let served: Served;
const NAME = 'relevé "été" 2026;\u202e.csv';
const CONTENT = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
beforeAll(async () => {
  served = await serve();
  await write("big.bin", CONTENT);
  await write("empty.txt", Buffer.alloc(0));
});
afterAll(() => served.stop());

async function write(name: string, content: Uint8Array): Promise<void> {
  const { store } = served.controller.tree.locate("Net.FlashDisk");
  const receipt = await store.receive([name]);
  await receipt.write(content);
  await receipt.commit(Date.UTC(2026, 10, 23));
}

const folder = (path: string) => served.ask("guest", "GET", `/api/v1/folders?path=${encodeURIComponent(path)}`);
const file = (path: string, init: RequestInit = {}) =>
  fetch(`${served.url}/api/v1/files?path=${encodeURIComponent(path)}`, {
    headers: { authorization: `Bearer ${served.token("guest")}` },
    ...init,
  });

test("folders are walked from the root down", async () => {
  const root = await served.ask("guest", "GET", "/api/v1/folders");
  expect(root.body).toMatchObject({ path: "", children: [{ path: "Net", name: "Net", type: "folder" }] });
  expect((await folder("Net")).body.children).toMatchObject([
    { path: "Net.FlashDisk", label: "Disque", type: "folder", readable: true, writable: true },
  ]);
  expect((await folder("Net.FlashDisk")).body.children[0]).toEqual({
    path: "Net.FlashDisk/big.bin",
    name: "big.bin",
    label: "big.bin",
    type: "file",
    size: CONTENT.length,
    time: "2026-11-23T00:00:00.000Z",
    readable: true,
    writable: true,
  });
});

test("a file is sent whole, as something to keep and not to show", async () => {
  const response = await file("Net.FlashDisk/big.bin");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  expect(response.headers.get("content-length")).toBe(String(CONTENT.length));
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="big.bin"; filename*=UTF-8''big.bin`);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
  expect((await (await file("Net.FlashDisk/empty.txt")).arrayBuffer()).byteLength).toBe(0);
});

test("HEAD tells of a file without sending it", async () => {
  const response = await file("Net.FlashDisk/big.bin", { method: "HEAD" });
  expect(response.headers.get("content-length")).toBe(String(CONTENT.length));
  expect(await response.text()).toBe("");
});

test("a hostile name stays inside its header", async () => {
  const { store } = served.controller.tree.locate("Net.FlashDisk");
  const wanted = await store.receive([NAME]).catch(() => undefined);
  const name = wanted === undefined ? "relevé 'été'.csv" : NAME;
  await wanted?.discard();
  await write(name, Buffer.from("x"));
  const header = (await file(`Net.FlashDisk/${name}`)).headers.get("content-disposition") ?? "";
  expect(header).toMatch(/^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[A-Za-z0-9%._!~-]+$/);
  expect(decodeURIComponent(header.split("''")[1] ?? "")).toBe(name);
});

test.each([
  ["Net.FlashDisk/absent.txt", 404],
  ["Net.FlashDisk", 404],
  ["Net.Nothing/x", 404],
  ["Net.FlashDisk/../../etc/passwd", 400],
  ["Net.FlashDisk/./big.bin", 400],
  ["Net.FlashDisk//etc/passwd", 400],
  ["/etc/passwd", 400],
  ["Net.FlashDisk/a\0b", 400],
  ["Net.FlashDisk\\..\\x", 400],
  ["Net.FlashDisk/%2e%2e/x", 404],
  ["", 400],
])("the path %j leads nowhere", async (path, status) => {
  const response = await file(path);
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: { code: string } };
  expect(error.code).toMatch(/^(notFound|localFolderMissing|localPathRefused)$/);
  if (path !== "" && path !== "Net.FlashDisk") expect((await folder(path)).status).toBeGreaterThanOrEqual(400);
});
