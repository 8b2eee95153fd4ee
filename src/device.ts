import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, resolve } from "node:path";
import type { Logger } from "pino";
import { openAccounts } from "./accounts/open-accounts.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Configuration, openConfiguration } from "./config/configuration.ts";
import { ParameterFiles } from "./config/parameter-files.ts";
import type { FolderConfig } from "./config/schema.ts";
import { Versions } from "./config/versions.ts";
import { browse } from "./connection/browse.ts";
import { Connections } from "./connection/connections.ts";
import { openSession } from "./connection/open-session.ts";
import { probe } from "./connection/probe.ts";
import type { Login } from "./connection/session.ts";
import type { SetAside } from "./database/database.ts";
import { DeviceFacts } from "./device-facts.ts";
import { ERROR, Failure } from "./errors.ts";
import type { Controller, LoginGiven } from "./faces/controller.ts";
import { startHttpFace, type TlsFiles } from "./faces/http/server.ts";
import { createDeviceTree } from "./files/device-tree.ts";
import { openDiskStore } from "./files/disk.ts";
import { openMemoryStore } from "./files/memory.ts";
import { RenderedFolder } from "./files/rendered-folder.ts";
import type { Store } from "./files/store.ts";
import type { DeviceTree } from "./files/tree.ts";
import { returnFreedMemory } from "./frugal-memory.ts";
import { type FtpServer, startFtpServer } from "./ftp-server/server.ts";
import { openHistory } from "./history/open-history.ts";
import type { Journal } from "./journal/journal.ts";
import { openJournal } from "./journal/open-journal.ts";
import type { NewEvent } from "./journal/records.ts";
import { Links } from "./links/links.ts";
import { Locality } from "./locality.ts";
import type { LogLines } from "./log-lines.ts";
import type { Places } from "./places.ts";
import { configuredTraces } from "./resources/point/configured-traces.ts";
import { valueHistory } from "./resources/point/value-history.ts";
import { Resources } from "./resources/resources.ts";
import { profileOf } from "./resources/till/profiles.ts";
import type { Language } from "./texts.ts";
import { everySecond } from "./ticks.ts";
import { Timing } from "./timing/timing.ts";
import { Space } from "./vars/space.ts";

export interface DeviceSettings {
  readonly places: Places;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Names it is reached by, besides its addresses and localhost. */
  readonly names?: readonly string[];
  /** HTTPS with it, HTTP without. */
  readonly tls?: TlsFiles;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Language of the texts in `easy.JRNL`, unless another is configured. */
  readonly language: Language;
  /** The built pages. */
  readonly pages: string;
  readonly version: string;
  readonly log: Logger;
  /** What the log said last, for the pages. */
  readonly logLines: LogLines;
}

export interface Device {
  readonly url: string;
  /** The administrator's password, at the very first start only. */
  readonly firstPassword: string | undefined;
  /** Ends commands cleanly, in reverse order of the start. */
  stop(): Promise<void>;
}

/** How long the journal keeps its records: whichever comes first. */
const RETENTION = { days: 400, maxBytes: 512 * 1024 * 1024 };
/** More commits than one process makes: a stream is never resumed with a number of the process before. */
const COMMITS_PER_START = 1_000_000_000;
const HOUR_MS = 3_600_000;
/** From so many on, reading a configuration takes memory that is worth giving back. */
const MANY_RESOURCES = 1000;
/** Temporary files older than this belong to nobody. */
const DAY_MS = 24 * HOUR_MS;
/** By no more than this a file system's clock is behind ours. */
const TICK_MS = 20;
/** Of a connection test without a resource: its own delay is not known there. */
const PROBE_DELAY_MS = 30_000;

/** Builds every part in order; what was started is stopped in reverse, also when a later part cannot start. */
export async function startDevice(settings: DeviceSettings): Promise<Device> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        // The parts behind it are stopped all the same: they may have something to keep.
        settings.log.error({ err: error }, "a part could not be stopped");
      }
    }
  };
  try {
    return { ...(await build(settings, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(settings: DeviceSettings, stops: (() => unknown)[]): Promise<Omit<Device, "stop">> {
  const { places, log, environment } = settings;
  const clock = systemClock;
  await mkdir(places.data, { recursive: true, mode: 0o700 });

  const configuration = await openConfiguration({
    file: places.config,
    secretKeyFile: places.secretKey,
    environment,
    versions: new Versions(places.versions, clock),
  });
  for (const warning of configuration.warnings) log.warn({ path: warning.path, line: warning.line }, warning.message);

  const locality = new Locality({ site: hostname(), language: settings.language });
  locality.apply(configuration.current.device);

  const journal = openJournal({ file: places.journal, clock, retention: RETENTION });
  stops.push(() => journal.close());
  stops.push(clock.every(HOUR_MS, () => journal.prune()));

  const history = openHistory({
    file: places.samples,
    clock,
    heldFrom: (trace) => journal.exports.heldFrom(trace),
    onLoss: (error) => log.error({ err: error }, "samples were lost"),
  });
  stops.push(() => history.close());
  stops.push(clock.every(HOUR_MS, () => history.prune()));

  const accounts = await openAccounts({
    file: places.accounts,
    clock,
    adminPassword: environment.RELAIS_ADMIN_PASSWORD,
  });
  stops.push(() => accounts.close());

  const space = new Space(clock, { retained: journal.retained, firstSeq: countStart(journal) * COMMITS_PER_START });
  const timing = new Timing(space, clock);
  const tree = createDeviceTree();
  tree.mount(
    "easy.JRNL",
    journal.csvFolder("events", () => locality.wording),
  );
  tree.mount(
    "System.Session",
    journal.csvFolder("sessions", () => locality.wording),
  );
  tree.mount("param", new RenderedFolder(new ParameterFiles(configuration, clock)));
  await mkdir(places.flashDisk, { recursive: true });
  // It is in the data folder, which no other process has.
  tree.mount("Net.FlashDisk", openSweptStore(places.flashDisk, clock, log, TICK_MS));
  const folders = new MountedFolders(tree, places.data, (root) => openSweptStore(root, clock, log));
  folders.apply(configuration.current.folders);

  const server = await startEmbeddedServer(configuration, places, log);
  stops.push(() => server?.stop());

  /** An event of the device itself: a full disk must not keep it from starting, changing or stopping. */
  const note = (event: NewEvent) =>
    attempt(log, `the event ${event.type} could not be recorded`, () => journal.append(event));

  if (history.setAside !== undefined) note(samplesRepaired(history.setAside));

  const connections = new Connections(openSession, clock, (connection, away, failure) =>
    note({
      type: away ? "serverAway" : "serverBack",
      severity: away ? "error" : "info",
      resource: connection.id,
      origin: connection.id,
      parameters: { address: connection.address, ...(failure === undefined ? {} : { failure: failure.failure }) },
      error: failure?.error,
    }),
  );
  connections.apply(configuration.current.connections);
  stops.push(() => connections.close());

  const resources = new Resources({
    clock,
    space,
    journal,
    tree,
    connections,
    dialogueOf: (resource) => timing.dialogueOf(resource),
    password: (resource) => configuration.password(resource),
    history,
    tick$: everySecond(clock),
    historyOf: (path) => valueHistory(path, configuration.current.resources, history),
    exports: journal.exports,
    exchanges: journal.exchanges,
    profile: (name) => profileOf(name, configuration.current.profiles),
    get site() {
      return locality.site;
    },
    elements: (set) => configuration.current.sets.find(({ label }) => label === set)?.elements,
    log: (message, error) => log.error({ err: error }, message),
  });
  resources.apply(configuration.current.resources);
  stops.push(() => resources.stop());

  const links = new Links({ clock, space, log: (message, error) => log.warn({ err: error }, message) });
  stops.push(() => links.stop());

  const changes = configuration.changes$.subscribe(({ after, item, by, readWhole }) => {
    locality.apply(after.device);
    connections.apply(after.connections);
    resources.apply(after.resources);
    links.apply(after.resources, locality.timeZone);
    folders.apply(after.folders);
    note(deviceEvent("configurationChanged", by, { item }));
    if (readWhole && after.resources.length >= MANY_RESOURCES) returnFreedMemory();
  });
  stops.push(() => changes.unsubscribe());

  const connectionOf = (id: string) => {
    const connection = connections.get(id);
    if (connection === undefined) throw new Failure("connectionMissing", { subject: id });
    return connection;
  };
  const loginOf = (given: LoginGiven): Login => {
    if (!("resource" in given)) return { ...given, passive: true, replyDelayMs: PROBE_DELAY_MS };
    const resource = configuration.current.resources.find(({ id }) => id === given.resource);
    if (resource === undefined || !("user" in resource)) throw new Failure("userMissing", { subject: given.resource });
    const { user, passive, replyDelay } = resource;
    return { user, password: configuration.password(resource), passive, replyDelayMs: replyDelay * 1000 };
  };

  const system = new DeviceFacts({
    locality,
    startedAt: clock.now(),
    places,
    journal,
    configuration,
    connections,
    samplesSetAside: history.setAside,
    ftpServerRuns: configuration.current.ftpServer === undefined ? undefined : server !== undefined,
  });

  let ready = false;
  const controller: Controller = {
    clock,
    space,
    journal,
    tree,
    configuration,
    accounts,
    timing,
    version: settings.version,
    system,
    logLines: settings.logLines,
    get ready() {
      return ready;
    },
    traces: () =>
      configuredTraces(configuration.current.resources).map((trace) => ({
        ...trace,
        ...history.trends.extent(trace.key),
      })),
    trend: async (path, query, signal) => {
      const trace = configuredTraces(configuration.current.resources).find((one) => one.path === path);
      if (trace === undefined) return undefined;
      return {
        trace,
        trend: await history.trends.read(trace.key, { ...query, isText: trace.type === "text" }, signal),
      };
    },
    nextRun: (input) => links.nextRun(input),
    browse: (id, given, folder, signal) => browse(connectionOf(id), loginOf(given), folder, signal),
    probe: (id, given, folder, signal) =>
      probe(connectionOf(id).config, loginOf(given), folder, openSession, clock, signal),
  };
  const face = await startHttpFace(controller, {
    host: settings.host,
    port: settings.port,
    allowedHosts: settings.names ?? [],
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    log,
    pages: settings.pages,
  });
  stops.push(() => face.stop());
  note(deviceEvent("deviceStarted", "device", { version: settings.version }));
  stops.push(() => note(deviceEvent("deviceStopped", "device", {})));
  // Only once the port is ours, so that failing starts do not count; and before anybody can give a command through it.
  attempt(log, "interrupted commands wait for the next start", () => resources.takeUp(journal.takeUnfinished()));
  resources.begin();

  // Not earlier: what was under way goes on before anything new is driven.
  links.apply(configuration.current.resources, locality.timeZone);
  const firstPassword = await accounts.makeFirst();
  await accounts
    .writeLocalToken(places.localToken)
    .catch((error: unknown) => log.error({ err: error }, "the command line on this machine has to log in"));
  ready = true;
  stops.push(() => {
    ready = false;
  });
  if (configuration.current.resources.length >= MANY_RESOURCES) returnFreedMemory();
  return { url: face.url, firstPassword };
}

/** Does what the journal or the disk may refuse without harm to the rest, and says so when they do. */
function attempt(log: Logger, refused: string, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    log.error({ err: error }, refused);
  }
}

/** How many times this data folder was started before. */
function countStart({ retained }: Journal): number {
  const starts = Number(retained.load("device.starts") ?? 0);
  retained.save("device.starts", starts + 1);
  return starts;
}

/** The demonstration's server. When its port is taken the controller serves all the same, and says so. */
async function startEmbeddedServer(
  configuration: Configuration,
  places: Places,
  log: Logger,
): Promise<FtpServer | undefined> {
  const { ftpServer } = configuration.current;
  if (ftpServer === undefined) return undefined;
  try {
    const password = configuration.password({ id: "ftpServer", password: ftpServer.password });
    const users = { [ftpServer.user]: { password } };
    return await startFtpServer({ root: places.ftpRoot, port: ftpServer.port, users });
  } catch (error) {
    log.error({ err: error, port: ftpServer.port }, "the embedded FTP server cannot start");
    return undefined;
  }
}

/** A disk store, without the temporary files that a killed process left in it. */
function openSweptStore(root: string, clock: Clock, log: Logger, ageMs = DAY_MS): Store {
  const store = openDiskStore(root);
  store.sweep(clock.now() - ageMs).catch((error: unknown) => log.warn({ err: error, root }, "a folder was not swept"));
  return store;
}

/** The further folders of the configuration, kept in step with it. */
class MountedFolders {
  readonly #tree: DeviceTree;
  readonly #base: string;
  readonly #openDisk: (root: string) => Store;
  readonly #mounted = new Map<string, { readonly folder: FolderConfig; readonly store: Store }>();

  constructor(tree: DeviceTree, base: string, openDisk: (root: string) => Store) {
    this.#tree = tree;
    this.#base = base;
    this.#openDisk = openDisk;
  }

  apply(folders: readonly FolderConfig[]): void {
    const before = new Map(this.#mounted);
    for (const path of before.keys()) this.#tree.unmount(path);
    this.#mounted.clear();
    for (const folder of folders) {
      const { path, directory, label } = folder;
      const known = before.get(path);
      // The files in memory outlive a new label.
      const store = known?.folder.directory === directory ? known?.store : undefined;
      const mounted = { folder, store: store ?? this.#open(directory) };
      this.#mounted.set(path, mounted);
      this.#tree.mount(path, mounted.store, { label: label ?? path });
    }
  }

  #open(directory: string | undefined): Store {
    return directory === undefined ? openMemoryStore() : this.#openDisk(resolve(this.#base, directory));
  }
}

function samplesRepaired({ reason, file }: SetAside): NewEvent {
  const parameters = { reason, file: basename(file) };
  return { type: "samplesRepaired", severity: "error", resource: "", origin: "device", parameters, error: ERROR.media };
}

function deviceEvent(
  type: "deviceStarted" | "deviceStopped" | "configurationChanged",
  origin: string,
  parameters: NewEvent["parameters"],
): NewEvent {
  return { type, severity: "info", resource: "", origin, parameters, error: undefined };
}
