import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect } from "vitest";
import { LEVELS, type Level } from "../../../src/accounts/accounts.ts";
import { type OpenedAccounts, openAccounts } from "../../../src/accounts/open-accounts.ts";
import { type Clock, systemClock } from "../../../src/clock.ts";
import { openConfiguration } from "../../../src/config/configuration.ts";
import { Versions } from "../../../src/config/versions.ts";
import type { Failure } from "../../../src/errors.ts";
import type { Controller, ProbeStep, RemoteEntry } from "../../../src/faces/controller.ts";
import { type HttpFaceOptions, startHttpFace } from "../../../src/faces/http/server.ts";
import { createDeviceTree } from "../../../src/files/device-tree.ts";
import { openMemoryStore } from "../../../src/files/memory.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { Links } from "../../../src/links/links.ts";
import { LogLines } from "../../../src/log-lines.ts";
import { Timing } from "../../../src/timing/timing.ts";
import { bool, code, defineVars, input, output, text } from "../../../src/vars/definition.ts";
import { type Owner, Space } from "../../../src/vars/space.ts";

const rows = defineVars({
  Send: input(bool, "vars.Send"),
  Name: input(text(64), "vars.Name"),
  Action: output(code("action", { none: 0, sending: 1 }), "vars.Action"),
  Status: output(code("status", { stop: 0, start: 1 }), "vars.Status"),
});

/** In every secret that is put in: it must never come out. */
export const CANARY = "canary-7f3a";
export const PASSWORD = `${CANARY}-admin-password`;

export interface Served {
  readonly url: string;
  readonly controller: Controller & { ready: boolean };
  readonly accounts: OpenedAccounts;
  /** Shows outputs of R00001. */
  readonly show: Owner<typeof rows>["show"];
  /** What a connection test tells. */
  probeSteps: ProbeStep[];
  /** Folders of the FTP server that is browsed, or why it cannot be. */
  readonly remote: Map<string, readonly RemoteEntry[]>;
  browseFailure: Failure | undefined;
  /** Bodies and headers of every answer to `ask`, for the search of secrets. */
  readonly heard: string[];
  token(level: Level): string;
  /** A request at a level, by bearer token; `undefined` asks without credentials. */
  ask(level: Level | undefined, method: string, path: string, body?: unknown, init?: RequestInit): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many forms
  readonly body: any;
}

/** Made once for all: hashing passwords is slow on purpose. */
let prepared: ReturnType<typeof prepareAccounts> | undefined;

async function prepareAccounts(): Promise<{ database: Buffer; tokens: ReadonlyMap<Level, string> }> {
  const folder = await mkdtemp(join(tmpdir(), "relais-accounts-"));
  const file = join(folder, "accounts.db");
  const accounts = await openAccounts({ file, clock: systemClock, adminPassword: PASSWORD });
  for (const level of LEVELS) await accounts.put({ name: level, level }, `${CANARY}-${level}-password`);
  const tokens = new Map(LEVELS.map((level) => [level, accounts.issueToken(level).token]));
  accounts.close();
  const database = await readFile(file);
  await rm(folder, { recursive: true });
  return { database, tokens };
}

/** The HTTP face over real parts, on a free port of loopback. `admin` has `PASSWORD`; every level has an account of its name. */
export async function serve(
  options: Partial<HttpFaceOptions> & { clock?: Clock; history?: number } = {},
): Promise<Served> {
  const { clock = systemClock, history, ...face } = options;
  const data = await mkdtemp(join(tmpdir(), "relais-http-"));
  prepared ??= prepareAccounts();
  const { database, tokens } = await prepared;
  await writeFile(join(data, "accounts.db"), database);
  const accounts = await openAccounts({ file: join(data, "accounts.db"), clock });
  const space = new Space(clock, history === undefined ? {} : { history });
  const journal = openJournal({ file: ":memory:", clock, retention: { days: 400, maxBytes: 1e9 } });
  const configuration = await openConfiguration({
    file: join(data, "config.yaml"),
    secretKeyFile: join(data, "secret.key"),
    environment: {},
    versions: new Versions(join(data, "versions"), clock),
  });
  const tree = createDeviceTree();
  tree.mount("Net.FlashDisk", openMemoryStore(), { label: "Disque" });
  const links = new Links({ clock, space, log: () => undefined });
  configuration.changes$.subscribe(({ after }) => links.apply(after.resources));
  const logLines = new LogLines();
  const level = "error";
  const log = pino({ level }, pino.multistream([process.stderr, logLines].map((stream) => ({ level, stream }))));
  const controller: Served["controller"] = {
    clock,
    space,
    journal,
    tree,
    configuration,
    accounts,
    timing: new Timing(space, clock),
    version: "0.0.0-test",
    logLines,
    system: {
      site: "north",
      language: "fr",
      startedAt: clock.now(),
      databases: async () => [{ name: "journal.db", bytes: 4096 }],
      disk: async () => ({ freeBytes: 1, totalBytes: 2 }),
      sessions: () => 0,
      health: async () => [{ part: "journal", ok: true }],
    },
    ready: true,
    traces: () => [],
    trend: async () => undefined,
    nextRun: (input) => links.nextRun(input),
    browse: async (_connection, _login, folder) => {
      if (served.browseFailure !== undefined) throw served.browseFailure;
      return served.remote.get(folder) ?? [];
    },
    async *probe() {
      yield* served.probeSteps;
    },
  };
  const owner = space.declare("easy.RESS.R00001", rows);
  const http = await startHttpFace(controller, { host: "127.0.0.1", port: 0, log, ...face });
  const served: Served = {
    url: http.url,
    controller,
    accounts,
    show: (values) => owner.show(values),
    probeSteps: [],
    remote: new Map(),
    browseFailure: undefined,
    heard: [],
    token: (level) => tokens.get(level) ?? "",
    ask: async (level, method, path, body, init = {}) => {
      const headers = new Headers(init.headers);
      if (level !== undefined) headers.set("authorization", `Bearer ${tokens.get(level)}`);
      if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
      const raw = typeof body === "string" ? body : JSON.stringify(body);
      const response = await fetch(http.url + path, {
        ...init,
        method,
        headers,
        ...(body === undefined ? {} : { body: raw }),
      });
      const text = await response.text();
      served.heard.push(JSON.stringify([...response.headers]), text);
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
    stop: async () => {
      await http.stop();
      links.stop();
      journal.close();
      accounts.close();
      await rm(data, { recursive: true, force: true });
    },
  };
  return served;
}

export const RESOURCE = {
  id: "R00001",
  kind: "ftp-folder",
  label: "Journal",
  connection: "LAN01",
  user: "easy",
  password: `${CANARY}-ftp`,
  folder: "easy.JRNL",
};
export const CONNECTION = { id: "LAN01", label: "Serveur", address: "127.0.0.1", port: 2121 };

/**
 * A face that has a connection and a resource, new for each test of a file. Nothing that its tests heard may be secret, and
 * they must have heard something.
 */
export function serveConfigured(isSecret: (text: string) => boolean): () => Served {
  let served: Served;
  const heard: string[] = [];
  beforeEach(async () => {
    served = await serve();
    await served.ask("installer", "POST", "/api/v1/connections", CONNECTION);
    await served.ask("installer", "POST", "/api/v1/resources", RESOURCE);
  });
  afterEach(async () => {
    heard.push(...served.heard);
    await served.stop();
  });
  afterAll(() => {
    expect(heard.length).toBeGreaterThan(20);
    expect(heard.filter(isSecret)).toEqual([]);
  });
  return () => served;
}
