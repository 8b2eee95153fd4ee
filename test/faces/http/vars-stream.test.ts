import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { EventClient, type Told } from "./event-client.ts";
import { PASSWORD, type Served, serve } from "./served.ts";

const opened: { close(): void }[] = [];
const started: Served[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) client.close();
  for (const served of started.splice(0)) await served.stop();
});

async function start(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const served = await serve(options);
  started.push(served);
  return served;
}

async function follow(served: Served, path = "/vars/stream", headers?: Record<string, string>): Promise<EventClient> {
  const client = await EventClient.open(served, path, headers === undefined ? {} : { headers });
  opened.push(client);
  return client;
}

async function figure(served: Served, name: string): Promise<number> {
  const { text } = await served.ask("guest", "GET", "/metrics");
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
}

const seqs = (told: readonly Told[]) => told.filter(({ type }) => type === "commit").map(({ data }) => data.seq);

test("a snapshot comes first, then each commit with its number", async () => {
  const served = await start();
  served.show({ Status: 1 });
  const client = await follow(served);
  await client.until((told) => told.length === 1);
  const { body } = await served.ask("guest", "GET", "/api/v1/vars");
  expect(client.told).toEqual([{ id: 1, type: "snapshot", data: body }]);
  served.controller.space.pulse("R00001.Send", "test");
  await client.until((told) => told.length === 3);
  expect(client.told.slice(1)).toEqual(
    [true, false].map((value, index) => ({
      id: 2 + index,
      type: "commit",
      data: { seq: 2 + index, time: expect.stringMatching(/Z$/), vars: [{ path: "easy.RESS.R00001.Send", value }] },
    })),
  );
});

test("a stream with a mask tells nothing else", async () => {
  const served = await start();
  const client = await follow(served, "/vars/stream?match=*.S*");
  served.show({ Action: 1 });
  served.show({ Action: 0, Status: 1 });
  await client.until((told) => told.length === 2);
  expect(client.told[0]?.data.vars).toHaveLength(2);
  expect(client.told[1]?.data).toMatchObject({ seq: 2, vars: [{ path: "easy.RESS.R00001.Status", value: 1 }] });
});

test("a resumed stream goes on after the last commit it was told", async () => {
  const served = await start();
  for (const value of [1, 0, 1, 0]) served.show({ Status: value });
  const client = await follow(served, "/vars/stream", { "last-event-id": "2" });
  served.show({ Status: 1 });
  await client.until((told) => told.length === 3);
  expect(client.told.map(({ type, id }) => [type, id])).toEqual([3, 4, 5].map((id) => ["commit", id]));
});

test.each(["1", "99", "-1", "x", "1.5", "9".repeat(30)])(
  "resuming after %s, which is not in the history, brings a snapshot",
  async (id) => {
    const served = await start({ history: 2 });
    for (const value of [1, 0, 1, 0]) served.show({ Status: value });
    const client = await follow(served, "/vars/stream", { "last-event-id": id });
    await client.until((told) => told.length === 1);
    expect(client.told[0]).toMatchObject({ type: "snapshot", id: 4 });
  },
);

test("whenever a client leaves and comes back, it has every commit once and in order", async () => {
  const served = await start({ history: 64 });
  const { space } = served.controller;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("write", "leave"), { maxLength: 30 }), async (steps) => {
      const first = space.seq;
      const told: Told[] = [];
      let client = await follow(served);
      await client.until((messages) => messages.length === 1);
      for (const step of steps) {
        if (step === "write") space.pulse("R00001.Send", "test");
        else {
          client.close();
          told.push(...client.told);
          client = await follow(served, "/vars/stream", { "last-event-id": String(told.at(-1)?.id) });
        }
      }
      space.pulse("R00001.Send", "test");
      await client.until((messages) => messages.at(-1)?.id === space.seq);
      client.close();
      told.push(...client.told);
      expect(seqs(told)).toEqual(Array.from({ length: space.seq - first }, (_, index) => first + 1 + index));
    }),
    { numRuns: 25 },
  );
});

test("watchers see one order, whoever writes back while being told", async () => {
  const served = await start();
  const { space } = served.controller;
  const clients = await Promise.all([follow(served), follow(served), follow(served, "/vars/stream?match=R00001.*")]);
  const echo = space.commits$.subscribe(({ changes }) => {
    const action = changes.find(({ path }) => path.endsWith(".Action"));
    if (action !== undefined) space.write("R00001.Name", `action ${String(action.value)}`, "echo");
  });
  for (const value of [1, 0, 1, 0, 1]) served.show({ Action: value });
  echo.unsubscribe();
  await Promise.all(clients.map((client) => client.until((told) => told.at(-1)?.id === 10)));
  const [first, ...others] = clients.map(({ told }) => told.slice(1));
  expect(first?.map(({ data }) => data.vars[0].value)).toEqual(
    [1, 0, 1, 0, 1].flatMap((value) => [value, `action ${value}`]),
  );
  for (const other of others) expect(other).toEqual(first);
});

/** Commits of distinct texts, until the slow client's sockets hold no more and it is left behind. */
async function overfill(served: Served): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    for (let write = 0; write < 100; write += 1) {
      served.controller.space.write("R00001.Name", `${round}.${write} ${"x".repeat(40)}`, "test");
    }
    await new Promise(setImmediate);
  }
}

test("a client that does not read is cut off, while another gets everything", async () => {
  const clock = manualClock();
  const served = await start({ clock });
  const slow = await follow(served);
  const good = await follow(served);
  await slow.until((told) => told.length === 1);
  slow.pause();
  await overfill(served);
  await good.until((told) => told.at(-1)?.id === served.controller.space.seq);
  expect(await figure(served, "relais_event_streams")).toBe(2);
  clock.advance(7_000);
  expect(await figure(served, "relais_event_streams")).toBe(1);
  expect(await figure(served, "relais_event_streams_cut")).toBe(1);
  expect(seqs(good.told)).toEqual(Array.from({ length: served.controller.space.seq }, (_, index) => index + 1));
  slow.resume();
  await slow.untilEnded();
});

test("a client that reads again in time misses nothing", async () => {
  const clock = manualClock();
  const served = await start({ clock, history: 100_000 });
  const client = await follow(served);
  await client.until((told) => told.length === 1);
  client.pause();
  await overfill(served);
  clock.advance(3_000);
  client.resume();
  await client.until((told) => told.at(-1)?.id === served.controller.space.seq);
  expect(seqs(client.told)).toEqual(Array.from({ length: served.controller.space.seq }, (_, index) => index + 1));
});

test("one account has a limited number of streams, and a stream that ends makes room", async () => {
  const served = await start();
  const clients = await Promise.all(Array.from({ length: 32 }, () => follow(served)));
  await expect(follow(served)).rejects.toThrow("429");
  const other = await EventClient.open(served, "/vars/stream", { level: "operator" });
  opened.push(other);
  clients[0]?.close();
  await expect.poll(() => figure(served, "relais_event_streams")).toBe(32);
  await follow(served);
});

test("log-out ends the streams of the session, and no others", async () => {
  const served = await start();
  const logIn = await served.ask(undefined, "POST", "/api/v1/session", { user: "admin", password: PASSWORD });
  const cookie = logIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const own = await follow(served, "/vars/stream", { cookie });
  const other = await follow(served);
  const headers = { cookie, origin: served.url, "x-relais": "1" };
  await served.ask(undefined, "DELETE", "/api/v1/session", undefined, { headers });
  await own.untilEnded();
  expect(other.ended).toBe(false);
});

test("a stream ends soon after its account is gone", async () => {
  const clock = manualClock();
  const served = await start({ clock });
  const gone = await follow(served);
  const kept = await EventClient.open(served, "/vars/stream", { level: "operator" });
  opened.push(kept);
  served.accounts.remove("guest");
  clock.advance(30_000);
  await gone.untilEnded();
  expect(kept.ended).toBe(false);
});

test("an idle stream is kept alive, and a stop ends it", async () => {
  const clock = manualClock();
  const served = await start({ clock });
  const client = await follow(served, "/vars/stream?match=none");
  for (let minute = 0; minute < 10; minute += 1) clock.advance(60_000);
  expect(client.ended).toBe(false);
  started.splice(0);
  await served.stop();
  await client.untilEnded();
});

test("a stream carries the security headers and is not offered to HEAD", async () => {
  const served = await start();
  const abort = new AbortController();
  const headers = { authorization: `Bearer ${served.token("guest")}` };
  const response = await fetch(`${served.url}/api/v1/vars/stream`, { headers, signal: abort.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  abort.abort();
  const head = await fetch(`${served.url}/api/v1/vars/stream`, { method: "HEAD", headers });
  expect(head.status).toBe(404);
});
