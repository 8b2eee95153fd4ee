import { afterEach, beforeEach, expect, test } from "vitest";
import { transferOutputs } from "../../../src/resources/rows.ts";
import { CONNECTION, RESOURCE, type Served, serve } from "./served.ts";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.stop());

const create = (section: string, item: object) => served.ask("installer", "POST", `/api/v1/${section}`, item);
const get = async (path: string) => (await served.ask("guest", "GET", `/api/v1${path}`)).body;

test("a summary has what a list shows of each resource, and nothing else", async () => {
  await create("connections", CONNECTION);
  await create("resources", RESOURCE);
  await create("resources", { id: "R00010", kind: "point", label: "Départ", limits: { high: 70 } });
  expect(await get("/resources?summary=true")).toEqual({
    resources: [
      {
        id: "R00001",
        kind: "ftp-folder",
        label: "Journal",
        connection: "LAN01",
        inService: true,
        live: { status: 0, action: 0 },
      },
      { id: "R00010", kind: "point", label: "Départ", inService: true, limits: { high: 70 }, live: {} },
    ],
  });
  const whole = await get("/resources?summary=false");
  expect(whole.resources[0]).toMatchObject({ folder: "easy.JRNL", passwordSet: true });
  expect(whole).toEqual(await get("/resources"));
  expect((await served.ask("guest", "GET", "/api/v1/connections?summary=true")).status).toBe(400);
});

test("live tells how commands ended, when one last succeeded, and the earliest of the next runs", async () => {
  const owner = served.controller.space.declare("easy.RESS.R00002", transferOutputs);
  const inputs = { Send: { every: 31_536_000 }, Refresh: { every: 86_400 }, Abort: { link: "R00001.Send" } };
  await create("resources", { ...RESOURCE, id: "R00002", inputs });
  const day = 86_400_000;
  const before = Math.floor(Date.now() / day);
  const { live } = await get("/resources/R00002");
  const nextDay = Date.parse(live.nextRun) / day;
  expect([before + 1, before + 2]).toContain(nextDay);
  expect(live).toMatchObject({ done: 0, failed: 0 });
  expect(live).not.toHaveProperty("lastSuccess");

  owner.show({ Done: 3, Failed: 1, LastSuccess: Date.UTC(2026, 10, 23, 6, 30) });
  const shown = (await get("/resources?summary=1")).resources[0];
  expect(shown.live).toMatchObject({ done: 3, failed: 1, lastSuccess: "2026-11-23T06:30:00.000Z" });
  expect(shown.live.nextRun).toBe(live.nextRun);
});
