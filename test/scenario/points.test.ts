import { afterAll, beforeAll, expect, test } from "vitest";
import { type Controller, startController } from "../support/controller-process.ts";

let controller: Controller;

beforeAll(async () => {
  const trace = { id: "F0001", kind: "trace", period: 0, deadband: 0 };
  controller = await startController({
    config: {
      resources: [{ id: "R00010", kind: "point", label: "Consigne", limits: { high: 30 }, functions: [trace] }],
    },
  });
});
afterAll(() => controller?.stop());

test("a point comes back as it was after a restart, and with what it sampled", async () => {
  await write("Value", 21.5);
  await write("Manual", 35);
  await write("Mode", 1);
  await write("Value", 22.5);
  await controller.kill("SIGTERM");
  await controller.start();
  expect(await shown()).toEqual({ Value: 35, Mode: 1, Manual: 35, Forced: true, Limit: 2 });
  await write("Mode", 0);
  expect(await shown()).toMatchObject({ Value: 22.5, Forced: false, Limit: 0 });
  await expect.poll(samples, { timeout: 5000 }).toEqual([0, 21.5, 35, 22.5]);
});

async function write(name: string, value: number): Promise<void> {
  await controller.api("PUT", `/vars/R00010.${name}`, { value });
}

async function shown(): Promise<Record<string, unknown>> {
  const { vars } = await controller.api<{ vars: { path: string; value: unknown }[] }>("GET", "/vars?match=R00010.*");
  return Object.fromEntries(vars.map(({ path, value }) => [path.slice(path.lastIndexOf(".") + 1), value]));
}

/** The values in the folder of the trace. */
async function samples(): Promise<number[]> {
  const folder = "easy.RESS.R00010.FNCT.F0001";
  const { children } = await controller.api<{ children: { path: string }[] }>("GET", `/folders?path=${folder}`);
  const texts = await Promise.all(
    children.map(async ({ path }) => (await controller.fetch(`/api/v1/files?path=${encodeURIComponent(path)}`)).text()),
  );
  const rows = texts.flatMap((text) => text.trim().split("\r\n").slice(1));
  return rows.map((row) => Number(row.split(",")[1]));
}
