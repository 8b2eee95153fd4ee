import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventRecord } from "../../../src/journal/records.ts";
import { EventClient } from "./event-client.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.stop());

function append(resource = "R00001", type: EventRecord["type"] = "commandSucceeded"): EventRecord {
  return served.controller.journal.append({
    type,
    severity: "info",
    resource,
    origin: "http:operator",
    parameters: { count: 12 },
    error: 0,
  });
}

const get = async (path: string) => (await served.ask("guest", "GET", `/api/v1${path}`)).body;
const ids = (body: { events: { id: number }[] }) => body.events.map(({ id }) => id);

test("events come newest first, by page and by what they are about", async () => {
  const [first, second, third] = [append(), append("R00002"), append("R00001", "commandFailed")];
  const { events } = await get("/journal");
  expect(events.map(({ id }: EventRecord) => id)).toEqual([third.id, second.id, first.id]);
  expect(events[2]).toEqual({
    id: first.id,
    time: new Date(first.time).toISOString(),
    type: "commandSucceeded",
    severity: "info",
    resource: "R00001",
    origin: "http:operator",
    parameters: { count: 12 },
    error: 0,
  });
  expect(ids(await get(`/journal?limit=1&before=${third.id}`))).toEqual([second.id]);
  expect(ids(await get("/journal?resource=R00002"))).toEqual([second.id]);
  expect(ids(await get("/journal?type=commandFailed"))).toEqual([third.id]);
  expect(ids(await get("/journal?to=2020-01-01T00:00:00Z"))).toEqual([]);
  expect(ids(await get(`/journal?from=${new Date(first.time).toISOString()}`))).toHaveLength(3);
});

test.each([
  "limit=0",
  "limit=1001",
  "limit=1e2",
  "limit=0x10",
  "limit=",
  "limit=1&limit=2",
  "pending=2",
  "from=yesterday",
  "to=2026-01-01",
  "unknown=1",
  "before=-1.5",
])("the query %s is refused", async (query) => {
  const { status, body } = await served.ask("guest", "GET", `/api/v1/journal?${query}`);
  expect(status).toBe(400);
  expect(body.error.details[0].path).toBe(`/${query.split("=")[0]}`);
});

test("an acknowledgement names who gave it, and a second one keeps the first", async () => {
  const { id } = append();
  const acknowledged = await served.ask("operator", "POST", `/api/v1/journal/${id}/ack`);
  expect(acknowledged.body).toMatchObject({
    id,
    acknowledgedBy: "operator",
    acknowledgedAt: expect.stringMatching(/Z$/),
  });
  expect((await served.ask("administrator", "POST", `/api/v1/journal/${id}/ack`)).body).toEqual(acknowledged.body);
  expect(ids(await get("/journal?pending=true"))).toEqual([]);
  expect(ids(await get("/journal?pending=1"))).toEqual([]);
  expect((await served.ask("operator", "POST", "/api/v1/journal/999/ack")).body.error.code).toBe("notFound");
  expect((await served.ask("operator", "POST", "/api/v1/journal/x/ack")).status).toBe(400);
});

test("commands are told with their files", async () => {
  const { journal } = served.controller;
  const running = journal.accept({ resource: "R00001", verb: "send", cause: "http:operator" });
  journal.plan(running.id, [
    { index: 0, path: "a.csv", size: 10, modified: 1000 },
    { index: 1, path: "b.csv", size: 20, modified: 2000 },
  ]);
  expect((await get("/transfers")).transfers[0]).toEqual({
    id: running.id,
    resource: "R00001",
    verb: "send",
    cause: "http:operator",
    acceptedAt: new Date(running.acceptedAt).toISOString(),
    startUps: running.startUps,
    files: ["a.csv", "b.csv"].map((path, index) => ({
      index,
      path,
      size: 10 * (index + 1),
      modified: `1970-01-01T00:00:0${index + 1}.000Z`,
      state: "pending",
      bytes: 0,
      durationMs: 0,
    })),
  });
  journal.fileEnded(running.id, {
    index: 0,
    state: "failed",
    bytes: 3,
    durationMs: 5,
    failure: "remoteRefused",
    reply: "550 no",
  });
  const result = { error: 8, failure: "remoteRefused", subject: "a.csv", reply: "550 no" } as const;
  const counts = { filesTotal: 2, filesDone: 0, bytesTotal: 30, bytesDone: 0, durationMs: 9 };
  journal.conclude(running.id, { ...result, ...counts }, undefined);
  const [ended] = (await get("/transfers?resource=R00001")).transfers;
  expect(ended).toMatchObject({ endedAt: expect.stringMatching(/Z$/), result: { ...result, ...counts } });
  expect(ended.files[0]).toMatchObject({ state: "failed", bytes: 3, failure: "remoteRefused", reply: "550 no" });
  expect((await get("/transfers?resource=R00002")).transfers).toEqual([]);
});

test("a journal stream tells new events and acknowledgements", async () => {
  append();
  const client = await EventClient.open(served, "/journal/stream");
  const { id } = append();
  await served.ask("operator", "POST", `/api/v1/journal/${id}/ack`);
  await client.until((told) => told.length === 2);
  client.close();
  expect(client.told.map(({ type, data }) => [type, data.id])).toEqual([
    ["event", id],
    ["acknowledged", id],
  ]);
  expect(client.told[1]?.data.acknowledgedBy).toBe("operator");
});

test("a resumed journal stream reads what was missed from the journal, however much", async () => {
  const first = append().id;
  for (let count = 0; count < 1200; count += 1) append();
  const client = await EventClient.open(served, "/journal/stream", { headers: { "last-event-id": String(first) } });
  append();
  await client.until((told) => told.length === 1201);
  client.close();
  expect(client.told.map(({ id }) => id)).toEqual(Array.from({ length: 1201 }, (_, index) => first + 1 + index));
});

test("an event written by who hears of one comes after it", async () => {
  const client = await EventClient.open(served, "/journal/stream");
  const watching = served.controller.journal.events$.subscribe(({ type }) => {
    if (type === "commandFailed") append("R00001", "faultRaised");
  });
  append("R00001", "commandFailed");
  append();
  watching.unsubscribe();
  await client.until((told) => told.length === 3);
  client.close();
  expect(client.told.map(({ type, data }) => [type, data.type])).toEqual([
    ["event", "commandFailed"],
    ["event", "faultRaised"],
    ["event", "commandSucceeded"],
  ]);
});

test("transfers are found by time and by how they ended, and come without their files when those are not wanted", async () => {
  const { journal } = served.controller;
  const progress = { filesTotal: 1, filesDone: 1, bytesTotal: 5, bytesDone: 5 };
  for (const error of [0, 12, 0] as const) {
    const { id } = journal.accept({ resource: "R00001", verb: "send", cause: "http:operator" });
    journal.plan(id, [{ index: 0, path: "a.csv", size: 5, modified: 0 }]);
    const result = { failure: undefined, subject: undefined, reply: undefined, ...progress, durationMs: 1 };
    journal.conclude(id, { error, ...result }, undefined);
  }
  const found = async (query: string) =>
    (await get(`/transfers?${query}`)).transfers.map(({ id, files }: { id: number; files: object[] }) => [
      id,
      files.length,
    ]);
  expect(await found("error=12")).toEqual([[2, 1]]);
  expect(await found("error=0&files=0&limit=1000")).toEqual([
    [3, 0],
    [1, 0],
  ]);
  const { acceptedAt } = (await get("/transfers?limit=1")).transfers[0];
  expect(await found(`from=${acceptedAt}&limit=1`)).toEqual([[3, 1]]);
  expect(await found("from=2100-01-01T00:00:00Z")).toEqual([]);
  expect(await found("to=2020-01-01T00:00:00Z")).toEqual([]);
  for (const query of ["error=13", "limit=1001", "files=-1", "from=now"]) {
    expect((await served.ask("guest", "GET", `/api/v1/transfers?${query}`)).status, query).toBe(400);
  }
});

test("several events are acknowledged at once, each by the first who did", async () => {
  const [first, second, third] = [append(), append(), append()];
  served.controller.journal.acknowledge(first.id, "anne");
  const told: number[] = [];
  const watching = served.controller.journal.events$.subscribe(({ id }) => told.push(id));
  const { status, body } = await served.ask("operator", "POST", "/api/v1/journal/ack", {
    ids: [first.id, third.id, 999_999],
  });
  watching.unsubscribe();
  expect(status).toBe(200);
  expect(body.events.map(({ acknowledgedBy }: { acknowledgedBy: string }) => acknowledgedBy)).toEqual([
    "anne",
    "operator",
  ]);
  expect(told).toEqual([third.id]);
  expect(ids(await get("/journal?pending=true"))).toEqual([second.id]);
  const tooMany = { ids: Array.from({ length: 1001 }, (_, index) => index + 1) };
  expect((await served.ask("operator", "POST", "/api/v1/journal/ack", tooMany)).status).toBe(400);
});
