import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { DeviceInProcess, filesBelow, putFiles } from "../support/device-in-process.ts";

/** What a Send shows in Error at the end when its server suffers a fault; 0 means that every file arrived. */
const EXPECTED: Readonly<Record<string, number>> = {
  // The server is well, or its fault is one that a good client lives with.
  none: 0,
  "delayed-banner": 0,
  "split-replies": 0,
  "byte-replies": 0,
  "no-epsv": 0,
  "foreign-passive-address": 0,
  "two-preliminaries": 0,
  "max-sessions": 0,
  "rename-no-overwrite": 0,
  "time-unknown": 0,
  "size-unknown": 0,
  // 1: an open session broke
  "endless-line": 1,
  "endless-reply": 1,
  "wrong-last-line": 1,
  "garbage-lines": 1,
  "wrong-success-code": 1,
  "impossible-code": 1,
  "reply-flood": 1,
  "session-timeout": 1,
  "session-closed": 1,
  "session-reset": 1,
  "passive-port-zero": 1,
  "passive-port-too-high": 1,
  "passive-port-text": 1,
  "passive-port-control": 1,
  "data-refused": 1,
  "no-data-connection": 1,
  "aborted-after-data": 1,
  "aborted-mid-data": 1,
  "truncated-data": 1,
  "stalled-data": 1,
  "preliminary-lost": 1,
  "size-wrong": 1,
  "size-negative": 1,
  "rename-lost": 1,
  // 5: busy
  "busy-banner": 5,
  "busy-login": 5,
  "file-busy": 5,
  // 8: a parameter
  "name-refused": 8,
  "refused-with-reset": 8,
  // 9: no connection
  "no-banner": 9,
  "slow-banner": 9,
  "ssh-banner": 9,
  "http-banner": 9,
  "reset-on-connect": 9,
  // 10: media
  "local-error": 10,
  "disk-full": 10,
  "quota-exceeded": 10,
  "reset-mid-data": 10,
  // 12: refused
  "login-refused": 12,
  "login-locked": 12,
  "account-required": 12,
  "password-echoed": 12,
};

const FILES: Readonly<Record<string, string>> = {
  "a.csv": "time;value\r\n".repeat(500),
  "empty.flg": "",
  "sub/b c é.csv": "x".repeat(4000),
};

interface Site {
  readonly preset: string;
  readonly resource: string;
  readonly server: FtpServer;
  readonly root: string;
}

let base: string;
let device: DeviceInProcess;
let sites: Site[];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "relais-faults-"));
  sites = await Promise.all(Object.keys(EXPECTED).map((preset, index) => startSite(preset, index)));
  await putFiles(join(base, "data/flashdisk"), FILES);
  device = await DeviceInProcess.start(base, configuration(sites));
});

afterAll(async () => {
  await device?.stop();
  await Promise.all((sites ?? []).map(({ server }) => server.stop()));
  await rm(base, { recursive: true, force: true });
});

describe("a Send to a server with the fault", () => {
  test.concurrent.each(Object.entries(EXPECTED))("%s ends with Error %i", async (preset, error) => {
    const site = sites.find((one) => one.preset === preset);
    if (site === undefined) throw new Error(preset);
    await device.pulse(`${site.resource}.Send`);
    const outputs = await device.ended(site.resource);
    expect(outputs).toMatchObject({ Error: error, Fault: error !== 0, Action: 0, Status: 1, Commands: 1 });
    const arrived = await filesBelow(join(site.root, "in"));
    if (error === 0) expect(arrived).toEqual(FILES);
    // Whatever happened, a file under its own name is whole.
    for (const [name, content] of Object.entries(arrived)) {
      if (!name.endsWith(".part")) expect(content, name).toBe(FILES[name]);
    }
  });

  test("leaves no password in anything the controller tells", async () => {
    const told = await Promise.all(
      ["/transfers?limit=200", "/journal?limit=1000", "/vars", "/resources"].map((path) => device.api("GET", path)),
    );
    expect(JSON.stringify(told)).toContain("530");
    expect(JSON.stringify(told)).not.toContain("ftp-canary-77");
  });
});

async function startSite(preset: string, index: number): Promise<Site> {
  const root = join(base, "servers", preset);
  const faults = preset === "none" ? [] : presetRules([preset]);
  // Servers that refuse to rename over a file show it only where there is one.
  if (preset === "rename-no-overwrite") await putFiles(root, { "in/a.csv": "old" });
  const users = { easy: { password: "ftp-canary-77" } };
  const server = await startFtpServer({ root, users, faults });
  return { preset, resource: `R${String(index + 1).padStart(5, "0")}`, server, root };
}

function configuration(all: readonly Site[]): object {
  return {
    connections: all.map(({ resource, server }) => ({ id: `L-${resource}`, address: "127.0.0.1", port: server.port })),
    resources: all.map(({ resource, preset }) => ({
      id: resource,
      kind: "ftp-folder",
      label: preset,
      connection: `L-${resource}`,
      user: "easy",
      password: "ftp-canary-77",
      replyDelay: 2,
      folder: "Net.FlashDisk",
      remoteFolder: "/in",
    })),
  };
}
