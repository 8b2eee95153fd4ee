import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EventClient } from "./event-client.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.stop());

async function open(bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.resume();
  await once(socket, "connect");
  socket.write(bytes);
  return socket;
}

const HEAD = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

test.concurrent.each([
  ["half of its headers", HEAD],
  ["half of its body", `${HEAD}Content-Length: 100\r\n\r\n{"user":`],
  ["half of a chunk", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"u`],
])("a client that sends %s is let go within 20 s", async (_what, bytes) => {
  const socket = await open(bytes);
  await once(socket, "close", { signal: AbortSignal.timeout(20_000) });
});

test.concurrent("a client that drips its headers is let go within 20 s", async () => {
  const socket = await open(HEAD);
  const drip = setInterval(() => socket.write("X: 1\r\n"), 500);
  await once(socket, "close", { signal: AbortSignal.timeout(20_000) }).finally(() => clearInterval(drip));
});

test.concurrent("an event stream outlives the limit of a request", async () => {
  const client = await EventClient.open(served, "/vars/stream");
  await new Promise((resolve) => setTimeout(resolve, 17_000));
  served.show({ Status: 1 });
  await client.until((told) => told.some(({ type }) => type === "commit"));
  client.close();
});

test.concurrent("hundreds of silent connections leave the API to others", async () => {
  const silent = await Promise.all(Array.from({ length: 500 }, () => open("")));
  expect((await served.ask("guest", "GET", "/api/v1/vars")).status).toBe(200);
  for (const socket of silent) socket.destroy();
});
