import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { eventually } from "../support/eventually.ts";
import { rehearse } from "../support/rehearsal.ts";

const LOGIN = { user: "easy", password: "secret", folder: "/in/new" };

interface Answer {
  readonly ok: boolean;
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly failure: string | null }[];
}

test("a connection that is well passes every step and keeps nothing of the test", async () => {
  const { device, server, remote } = await rehearse();
  const answer = await device.api<Answer>("POST", "/connections/LAN01/test", LOGIN);
  expect(answer.ok).toBe(true);
  expect(answer.steps.map(({ step }) => step)).toEqual([
    "connect",
    "greeting",
    "login",
    "folder",
    "write",
    "rename",
    "delete",
  ]);
  await eventually(async () => expect(await readdir(remote)).toEqual([]));
  await eventually(() => expect(server.sessions).toBe(0));
});

test.each([
  ["greeting", "busy-banner", {}],
  ["greeting", "ssh-banner", {}],
  ["login", "login-refused", {}],
  ["tls", "tls-refused", { security: "explicit-tls" }],
  ["write", "size-wrong", {}],
])("the failing step is named, comes last and leaves nothing: %s, %s", async (step, preset, connection) => {
  const { device, remote } = await rehearse({ faults: presetRules([preset]), connection });
  const { ok, steps } = await device.api<Answer>("POST", "/connections/LAN01/test", LOGIN);
  expect(ok).toBe(false);
  expect(steps.at(-1)).toMatchObject({ step, ok: false });
  expect(steps.slice(0, -1).every((one) => one.ok)).toBe(true);
  await eventually(async () => expect(await readdir(remote)).toEqual([]));
});
