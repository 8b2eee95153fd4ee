import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { type Controller, startController } from "../support/controller-process.ts";
import type { Values } from "../support/var-watch.ts";

let root: string;
let server: FtpServer;
let controller: Controller;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "relais-driven-"));
  server = await startFtpServer({ root, users: { easy: { password: "secret" } } });
  const folder = { kind: "ftp-folder", connection: "LAN01", user: "easy", password: "secret", folder: "Net.FlashDisk" };
  controller = await startController({
    config: {
      connections: [{ id: "LAN01", address: "127.0.0.1", port: server.port }],
      resources: [
        { id: "R00010", kind: "point" },
        { ...folder, id: "R00001", remoteFolder: "/link", inputs: { Send: { link: "R00010.Value > 20" } } },
        { ...folder, id: "R00002", remoteFolder: "/every", inputs: { Send: { every: 1 } } },
      ],
    },
  });
  await writeFile(join(controller.data, "flashdisk", "a.csv"), "1;2\n");
});

afterAll(async () => {
  await controller?.stop();
  await server?.stop();
  await rm(root, { recursive: true, force: true });
});

test("a value that crosses a threshold sends once, and not again before it has fallen", async () => {
  for (const value of [19, 25, 30]) await write(value);
  await until("R00001", ({ Done }) => Done === 1);
  for (const value of [21, 5, 25]) await write(value);
  expect(await until("R00001", ({ Done }) => Done === 2)).toMatchObject({ Commands: 2, Missed: 0, Error: 0 });
  expect(await causes("R00001")).toEqual(["link:R00010.Value", "link:R00010.Value"]);
  expect(await readFile(join(root, "link/a.csv"), "utf8")).toBe("1;2\n");
});

test("a value that is beyond the threshold at start-up sends nothing until it crosses again", async () => {
  await write(25);
  await controller.kill("SIGTERM");
  await controller.start();
  expect(await outputs("R00001")).toMatchObject({ Send: true, Commands: 0 });
  for (const value of [5, 25]) await write(value);
  expect(await until("R00001", ({ Done }) => Done === 1)).toMatchObject({ Commands: 1, Missed: 0 });
});

test("a schedule sends every second", async () => {
  const { Commands } = await outputs("R00002");
  await until("R00002", ({ Done }) => Number(Done) >= Number(Commands) + 2);
  expect(new Set(await causes("R00002"))).toEqual(new Set(["schedule"]));
});

async function write(value: number): Promise<void> {
  await controller.api("PUT", "/vars/R00010.Value", { value });
}

/** The variables of a resource by their names. */
async function outputs(resource: string): Promise<Values> {
  const values = await controller.vars(`${resource}.*`);
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path.split(".").at(-1) ?? path, value]));
}

async function until(resource: string, condition: (outputs: Values) => boolean): Promise<Values> {
  for (;;) {
    const values = await outputs(resource);
    if (condition(values)) return values;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Who gave the commands of a resource. */
async function causes(resource: string): Promise<string[]> {
  const { transfers } = await controller.api<{ transfers: { cause: string }[] }>(
    "GET",
    `/transfers?resource=${resource}`,
  );
  return transfers.map(({ cause }) => cause);
}
