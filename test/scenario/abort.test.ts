import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { DeviceInProcess, filesBelow, openConnections, putFiles } from "../support/device-in-process.ts";
import { eventually } from "../support/eventually.ts";
import { fullBacklog } from "../support/full-backlog.ts";
import type { Values } from "../support/var-watch.ts";

/** What keeps a command of the resource waiting. Each has a connection and a server of its own, when it has one. */
interface Standstill {
  readonly resource: string;
  readonly faults: readonly Rule[];
  readonly verb?: "Send" | "Refresh";
  readonly connection?: object;
  /** What the outputs show when the command has come to it; without this, its server's fault has struck. */
  readonly reached?: (outputs: Values) => boolean;
}

const silentAt = (...command: string[]): readonly Rule[] => [
  { when: { event: "command", command }, do: { silent: true } },
];

const STANDSTILLS: Readonly<Record<string, Standstill>> = {
  "the TCP connection is not answered": {
    resource: "R00001",
    faults: [],
    connection: { port: "black hole" },
    reached: ({ Action }) => Action === 1,
  },
  "no greeting comes": { resource: "R00002", faults: presetRules(["no-banner"]) },
  "the greeting drips": { resource: "R00003", faults: presetRules(["slow-banner"]) },
  "the TLS handshake is not answered": {
    resource: "R00004",
    faults: presetRules(["tls-stalled"]),
    connection: { security: "explicit-tls" },
  },
  "the log-in is not answered": { resource: "R00005", faults: silentAt("PASS") },
  "the way to the data connection is not told": { resource: "R00006", faults: silentAt("EPSV", "PASV") },
  "the data connection is not answered": {
    resource: "R00007",
    faults: [{ when: { event: "passive" }, do: { port: "black hole" } }],
  },
  "STOR is not answered": { resource: "R00008", faults: presetRules(["preliminary-lost"]) },
  "the upload stalls": { resource: "R00009", faults: presetRules(["stalled-data"]) },
  "the end of the upload is not confirmed": { resource: "R00010", faults: presetRules(["success-lost"]) },
  "the rename is not answered": { resource: "R00011", faults: silentAt("RNTO") },
  "the listing stalls": {
    resource: "R00012",
    verb: "Refresh",
    faults: [{ when: { event: "data", command: ["MLSD", "LIST"] }, do: { afterBytes: 10, end: "stall" } }],
  },
  "the download stalls": {
    resource: "R00013",
    verb: "Refresh",
    faults: presetRules(["stalled-data"]),
    reached: ({ Action }) => Action === 2,
  },
  "the session broke and the second try waits": {
    resource: "R00014",
    faults: presetRules(["session-reset"]),
    reached: (outputs) => outputs.Error === 2,
  },
};

let base: string;
let device: DeviceInProcess;
let blackHole: Awaited<ReturnType<typeof fullBacklog>>;
let servers: Record<string, FtpServer>;
/** Those of the black hole itself. */
let connectionsBefore: readonly string[];

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "relais-abort-"));
  blackHole = await fullBacklog();
  servers = Object.fromEntries(
    await Promise.all(
      [...Object.values(STANDSTILLS), { resource: "R00020", faults: presetRules(["stalled-data"]) }].map(
        async ({ resource, faults }) => [resource, await startServer(resource, faults)] as const,
      ),
    ),
  );
  connectionsBefore = await openConnections(0);
  await putFiles(join(base, "data/flashdisk"), { "a.csv": "a".repeat(5000), "b.csv": "b".repeat(5000) });
  const connections = Object.values(STANDSTILLS).map(({ resource, connection }) => lan(resource, connection));
  device = await DeviceInProcess.start(base, {
    connections: [...connections, lan("R00020", { sessions: 1 })],
    resources: [
      ...Object.values(STANDSTILLS).map(({ resource }) => folder(resource, resource)),
      folder("R00020", "R00020"),
      folder("R00021", "R00020"),
    ],
  });
});

afterAll(async () => {
  await device?.stop();
  await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
  blackHole?.[Symbol.dispose]();
  await rm(base, { recursive: true, force: true });
});

describe("Abort ends the command within 2 s, and leaves no session open, when", () => {
  test.concurrent.each(Object.entries(STANDSTILLS))("%s", async (_, { resource, verb = "Send", reached }) => {
    const watch = await device.watch(resource);
    await device.pulse(`${resource}.${verb}`);
    if (reached !== undefined) await watch.until(reached);
    else await eventually(() => expect(Math.max(...(servers[resource]?.faults.strikes ?? []))).toBeGreaterThan(0));

    const askedAt = performance.now();
    await device.pulse(`${resource}.Abort`);
    const outputs = await watch.until(({ Action }) => Action === 0);
    expect(performance.now() - askedAt).toBeLessThan(2_000);

    expect(outputs).toMatchObject({ Error: 3, Fault: false, Status: 1, Failed: 1, Done: 0 });
    expect(watch.steps.map(({ Action }) => Action)).toContain(4);
    await eventually(() => expect(servers[resource]?.sessions).toBe(0));
    expect(Object.keys(await filesBelow(join(base, "servers", resource, "in"))).filter(isWholeName)).toEqual(
      verb === "Send" ? [] : ["a.csv", "b.csv"],
    );
    watch.close();
  });

  test("it waits for a session that another resource holds", async () => {
    const [holder, waiter] = [await device.watch("R00020"), await device.watch("R00021")];
    await device.pulse("R00020.Send");
    await holder.until(({ BytesTotal }) => Number(BytesTotal) > 0);
    await device.pulse("R00021.Send");
    await waiter.until((now) => now.Error === 2);

    for (const [watch, resource] of [[waiter, "R00021"] as const, [holder, "R00020"] as const]) {
      const askedAt = performance.now();
      await device.pulse(`${resource}.Abort`);
      expect(await watch.until(({ Action }) => Action === 0)).toMatchObject({ Error: 3, Fault: false });
      expect(performance.now() - askedAt).toBeLessThan(2_000);
      watch.close();
    }
    await eventually(() => expect(servers.R00020?.sessions).toBe(0));
  });
});

test.runIf(process.platform === "linux")("no connection of any kind is left of all these commands", async () => {
  await eventually(async () => expect(await openConnections(device.port)).toEqual(connectionsBefore));
});

async function startServer(resource: string, faults: readonly Rule[]): Promise<FtpServer> {
  const root = join(base, "servers", resource);
  // Refresh finds files to receive.
  const refreshed =
    STANDSTILLS[Object.keys(STANDSTILLS).find((name) => STANDSTILLS[name]?.resource === resource) ?? ""];
  if (refreshed?.verb === "Refresh") await putFiles(root, { "in/a.csv": "A".repeat(9000), "in/b.csv": "B" });
  return startFtpServer({ root, users: { easy: { password: "secret" } }, faults: withBlackHole(faults) });
}

function withBlackHole(faults: readonly Rule[]): readonly Rule[] {
  return JSON.parse(JSON.stringify(faults).replaceAll('"black hole"', String(blackHole.port))) as Rule[];
}

function lan(resource: string, changes: object = {}): object {
  const port = "port" in changes ? blackHole.port : servers[resource]?.port;
  return { id: `L-${resource}`, address: "127.0.0.1", ...changes, port };
}

function folder(resource: string, connection: string): object {
  return {
    id: resource,
    kind: "ftp-folder",
    connection: `L-${connection}`,
    user: "easy",
    password: "secret",
    folder: "Net.FlashDisk",
    remoteFolder: "/in",
  };
}

function isWholeName(name: string): boolean {
  return !name.endsWith(".part");
}
