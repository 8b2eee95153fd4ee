import { expect, test, vi } from "vitest";
import { rehearse } from "../support/rehearsal.ts";

interface Answer {
  readonly entries: readonly { readonly name: string; readonly type: string; readonly size?: number }[];
}

test("the folders of a server are walked with the log-in of a resource, over one session", async () => {
  const { device, server } = await rehearse();
  await device.api("POST", "/connections/LAN01/test", { resource: "R00001", folder: "/" });
  const look = (folder: string) =>
    device.api<Answer>("POST", "/connections/LAN01/browse", { resource: "R00001", folder });
  const root = await look("/");
  expect(Array.isArray(root.entries)).toBe(true);
  await expect(look("/nowhere")).rejects.toThrow(/502 .*"failure":"remoteRefused","error":8,"reply":"550/);
  await look("/");
  await vi.waitFor(() => expect(server.sessions).toBe(1));
});

test("nothing travels while the connection is off", async () => {
  const { device, server } = await rehearse({ connection: { valid: false } });
  const body = { resource: "R00001", folder: "/" };
  await expect(device.api("POST", "/connections/LAN01/browse", body)).rejects.toThrow(/"connectionDisabled"/);
  expect(server.sessions).toBe(0);
});
