import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Device, startDevice } from "../../src/device.ts";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { placesIn } from "../../src/places.ts";

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

const PASSWORD = "canary-3b1f";
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
let device: Device;
let sites: Site[];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "relais-faults-"));
  sites = await Promise.all(Object.keys(EXPECTED).map((preset, index) => startSite(preset, index)));
  const places = placesIn(join(base, "data"));
  for (const [name, content] of Object.entries(FILES)) await put(join(places.flashDisk, name), content);
  await writeFile(places.config, stringify(configuration(sites)));
  device = await startDevice({
    places,
    host: "127.0.0.1",
    port: 0,
    environment: { RELAIS_ADMIN_PASSWORD: PASSWORD },
    language: "en",
    pages: join(base, "no-pages"),
    version: "test",
    log: pino({ level: "silent" }),
  });
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
    await api("POST", `/vars/${site.resource}.Send/pulse`);
    const outputs = await ended(site.resource);
    expect(outputs).toMatchObject({ Error: error, Fault: error !== 0, Action: 0, Status: 1, Commands: 1 });
    const arrived = await contents(site.root);
    if (error === 0) expect(arrived).toEqual(FILES);
    // Whatever happened, a file under its own name is whole.
    for (const [name, content] of Object.entries(arrived)) {
      if (!name.endsWith(".part")) expect(content, name).toBe(FILES[name]);
    }
  });

  test("leaves no password in anything the controller tells", async () => {
    const told = await Promise.all(
      ["/transfers?limit=200", "/journal?limit=1000", "/vars", "/resources"].map((path) => api("GET", path)),
    );
    expect(JSON.stringify(told)).toContain("530");
    expect(JSON.stringify(told)).not.toContain("ftp-canary-77");
  });
});

async function startSite(preset: string, index: number): Promise<Site> {
  const root = join(base, "servers", preset);
  const faults = preset === "none" ? [] : presetRules([preset]);
  // Servers that refuse to rename over a file show it only where there is one.
  if (preset === "rename-no-overwrite") await put(join(root, "in/a.csv"), "old");
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

async function put(file: string, content: string): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
}

async function api(method: string, path: string): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString("base64")}`;
  const response = await fetch(`${device.url}/api/v1${path}`, { method, headers: { authorization } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The outputs of a resource once its first command has ended. */
async function ended(resource: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { vars } = (await api("GET", `/vars?match=${resource}.*`)) as { vars: { path: string; value: unknown }[] };
    const values = Object.fromEntries(vars.map(({ path, value }) => [path.split(".").at(-1) ?? path, value]));
    if (Number(values.Done) + Number(values.Failed) > 0) return values;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The files below the remote folder, by name. */
async function contents(root: string): Promise<Record<string, string>> {
  const folder = join(root, "in");
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, "utf8")] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
