import { Value as Schema } from "typebox/value";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Live, Parts } from "../../../src/resources/kind.ts";
import { pointKind } from "../../../src/resources/point/point.ts";
import { type PointConfig, PointSchema } from "../../../src/resources/point/schema.ts";
import type { ResourceParts } from "../../../src/resources/resource.ts";
import { everySecond } from "../../../src/ticks.ts";
import { memoryHistory } from "../../support/memory-history.ts";
import { type Served, serve } from "./served.ts";

const POINT = { id: "R00010", kind: "point", label: "Départ", unit: "°C", limits: { high: 70 } };

let served: Served;
let point: Live<PointConfig>;
beforeEach(async () => {
  served = await serve();
  const { clock, space, tree } = served.controller;
  const parts = { clock, space, tree, history: memoryHistory(), tick$: everySecond(clock) };
  const config = Schema.Default(PointSchema, POINT) as PointConfig;
  point = pointKind.start(config, parts as unknown as Parts & ResourceParts);
});
afterEach(async () => {
  await point.stop();
  await served.stop();
});

const read = async (name: string) => (await served.ask("guest", "GET", `/api/v1/vars/R00010.${name}`)).body.value;
const write = (name: string, value: unknown) => served.ask("operator", "PUT", `/api/v1/vars/R00010.${name}`, { value });

test("a value is written, forced, written below, and released", async () => {
  expect((await write("Value", 71)).body).toMatchObject({ value: 71, unit: "°C", changed: true });
  expect(await read("Limit")).toBe(2);
  await write("Manual", 50);
  await write("Mode", 1);
  expect([await read("Value"), await read("Forced"), await read("Limit")]).toEqual([50, true, 0]);
  expect((await write("Value", 60)).body).toMatchObject({ value: 50, changed: false });
  await write("Mode", 0);
  expect([await read("Value"), await read("Forced")]).toEqual([60, false]);
});

test("what does not fit is refused, and the outputs are not written", async () => {
  expect((await write("Value", "hot")).body.error.code).toBe("wrongType");
  expect((await write("Mode", 2)).body.error.code).toBe("wrongType");
  expect((await write("Forced", true)).body.error.code).toBe("outputNotWritable");
});

test("a point is configured and shown without anything of a password, and with its value", async () => {
  await write("Value", 21);
  const created = await served.ask("installer", "POST", "/api/v1/resources", POINT);
  expect([created.status, created.body.live]).toEqual([201, { value: 21, forced: false }]);
  expect(created.text).not.toContain("password");
  const { body } = await served.ask("guest", "GET", "/api/v1/resources/R00010");
  const replaced = await served.ask("installer", "PUT", "/api/v1/resources/R00010", { ...body, unit: "K" });
  expect([replaced.status, replaced.body.unit]).toEqual([200, "K"]);
  const stopped = await served.ask("installer", "POST", "/api/v1/resources/R00010/stop");
  expect(stopped.body).toMatchObject({ inService: false, unit: "K" });
});

test("its folders are seen", async () => {
  const { body } = await served.ask("guest", "GET", "/api/v1/folders?path=easy.RESS");
  expect(body.children).toMatchObject([{ path: "easy.RESS.R00010", label: "Départ", type: "folder" }]);
});
