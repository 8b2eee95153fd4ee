import { expect, test } from "vitest";
import { rehearse } from "../support/rehearsal.ts";

interface System {
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly databases: readonly { readonly name: string; readonly bytes: number }[];
  readonly health: readonly { readonly part: string; readonly ok: boolean }[];
}

test("the device says how it is, and which server is away", async () => {
  const { device, server } = await rehearse({ local: { "a.txt": "a" } });
  const system = () => device.api<System>("GET", "/system");
  const before = await system();
  expect(before.health).toContainEqual({ part: "connection:LAN01", ok: true });
  expect(before.health).toContainEqual({ part: "journal", ok: true });
  expect(before.disk.totalBytes).toBeGreaterThan(before.disk.freeBytes);
  expect(before.databases.every(({ bytes }) => bytes > 0)).toBe(true);
  await server.stop();
  await device.command("R00001", "Send");
  expect((await system()).health).toContainEqual({ part: "connection:LAN01", ok: false });
});
