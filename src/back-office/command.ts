import { mkdir, readFile } from "node:fs/promises";
import iconv from "iconv-lite";
import { systemClock } from "../clock.ts";
import { Connection } from "../connection/connection.ts";
import { openSession } from "../connection/open-session.ts";
import type { ConnectionConfig } from "../connection/schema.ts";
import { openDiskStore } from "../files/disk.ts";
import { markerFor, type Profile } from "../resources/till/profile.ts";
import { profileOf } from "../resources/till/profiles.ts";
import { BackOffice } from "./back-office.ts";
import { madeUpCatalog } from "./catalog-content.ts";
import { Drops } from "./drops.ts";
import type { DropKind, LedgerLine, Tell } from "./happening.ts";
import { Ledger } from "./ledger.ts";
import { Reports } from "./reports.ts";
import { requestText } from "./request-text.ts";

/** What `relais back-office` is asked for. Seconds may be fractions. */
export interface BackOfficeCommandOptions {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly security: ConnectionConfig["security"];
  /** A file with the authority (PEM) that signed the server's certificate. */
  readonly authority?: string;
  readonly anyCertificate?: boolean;
  readonly active?: boolean;
  readonly encoding: ConnectionConfig["encoding"];
  /** Of the protocols that are built in: it says which markers are used, and what a request says. */
  readonly profile: string;
  /** Seconds between two looks at the server. */
  readonly period: number;
  /** Seconds that the till has to take a file. */
  readonly limit: number;
  readonly catalog?: string;
  /** What is dropped; a catalog made up for the rehearsal without it. */
  readonly catalogFile?: string;
  /** Of a catalog that is made up. */
  readonly items: number;
  /** Seconds between two catalogs; 0: on demand only. */
  readonly catalogEvery: number;
  readonly catalogs?: number;
  readonly overwrite?: boolean;
  readonly request?: string;
  /** What a request flag holds, `\n` beginning a line; without it, what the profile says. */
  readonly parameters?: string;
  /** The days that a request asks for, as `yyyy-MM-dd`. */
  readonly from?: string;
  readonly to?: string;
  readonly requestEvery: number;
  readonly requests?: number;
  readonly report?: string;
  readonly reportMarker?: string;
  readonly reportEnding?: string;
  readonly reports?: number;
  /** Where reports are put. */
  readonly folder: string;
  readonly ledger: string;
}

/** Has `demand` called each time that a file is wanted at once. */
export type Listen = (demand: (kind: DropKind) => void) => void;

/**
 * Plays the back office until the signal aborts, or until as many files were exchanged as asked for. Answers whether
 * everybody kept to the protocol. Raises an error that says what is wrong with the options.
 */
export async function runBackOfficeCommand(
  options: BackOfficeCommandOptions,
  listen: Listen,
  signal: AbortSignal,
  show: (line: LedgerLine) => void,
): Promise<boolean> {
  await mkdir(options.folder, { recursive: true });
  const ledger = await Ledger.open(options.ledger, systemClock);
  let kept = true;
  const tell: Tell = async (happening) => {
    const line = await ledger.append(happening);
    if (line.what === "breach") kept = false;
    show(line);
  };
  const connection = new Connection(await connectionOf(options), openSession, systemClock);
  const catalogs = await catalogDrops(options, ledger, tell);
  const requests = requestDrops(options, ledger, tell);
  listen((kind) => (kind === "catalog" ? catalogs : requests)?.want());
  const { user, password, active, period } = options;
  const office = new BackOffice({
    connection,
    login: { user, password, passive: !active, replyDelayMs: REPLY_DELAY_MS },
    catalogs,
    requests,
    reports: reportsOf(options, ledger, tell),
    periodMs: period * 1000,
    tell,
    clock: systemClock,
  });
  try {
    await office.run(signal);
  } finally {
    connection.update({ ...connection.config, valid: false });
    await ledger.close();
  }
  return kept;
}

const REPLY_DELAY_MS = 30_000;

async function connectionOf(options: BackOfficeCommandOptions): Promise<ConnectionConfig> {
  const { address, port, security, authority, anyCertificate, encoding } = options;
  return {
    id: "back-office",
    label: "",
    valid: true,
    address,
    port,
    security,
    verifyCertificate: !anyCertificate,
    ...(authority === undefined ? {} : { certificateAuthority: await readFile(authority, "utf8") }),
    sessions: 1,
    passiveAddress: "control-host",
    encoding,
  };
}

async function catalogDrops(
  options: BackOfficeCommandOptions,
  { lines }: Ledger,
  tell: Tell,
): Promise<Drops | undefined> {
  const { catalog, catalogFile, items, catalogEvery, catalogs, overwrite = false, limit } = options;
  if (catalog === undefined) return undefined;
  const content = async (number: number) =>
    catalogFile === undefined ? madeUpCatalog(number, items) : readFile(catalogFile);
  if (catalogFile !== undefined) await readFile(catalogFile);
  return new Drops(
    {
      kind: "catalog",
      remote: catalog,
      content,
      marker: catalogMarker(profileOf(options.profile, []), catalog),
      everyMs: catalogEvery * 1000,
      count: catalogs ?? Number.POSITIVE_INFINITY,
      limitMs: limit * 1000,
      overwrite,
    },
    lines,
    tell,
    systemClock,
  );
}

function catalogMarker({ catalog: { ready, marker } }: Profile, catalog: string) {
  if (ready === "quiet") return undefined;
  return { path: markerFor(marker, catalog), when: ready === "marker-present" ? "whole" : "unfinished" } as const;
}

function requestDrops(options: BackOfficeCommandOptions, { lines }: Ledger, tell: Tell): Drops | undefined {
  const { request, parameters, from, to = from, requestEvery, requests, limit } = options;
  if (request === undefined) return undefined;
  const profile = profileOf(options.profile, []);
  const days = from === undefined || to === undefined ? undefined : { from, to };
  const text = parameters?.replaceAll("\\n", "\r\n") ?? requestText(profile, days);
  const content = iconv.encode(text, profile.encoding);
  return new Drops(
    {
      kind: "request",
      remote: request,
      content: async () => content,
      marker: undefined,
      everyMs: requestEvery * 1000,
      count: requests ?? Number.POSITIVE_INFINITY,
      limitMs: limit * 1000,
      overwrite: false,
    },
    lines,
    tell,
    systemClock,
  );
}

function reportsOf(options: BackOfficeCommandOptions, { lines }: Ledger, tell: Tell): Reports | undefined {
  const { report, reportMarker, reportEnding, reports, folder } = options;
  if (report === undefined) return undefined;
  const store = openDiskStore(folder);
  const count = reports ?? Number.POSITIVE_INFINITY;
  const { remoteMarker } = profileOf(options.profile, []).report;
  const marker = reportMarker ?? (remoteMarker === "" ? undefined : markerFor(remoteMarker, report));
  return new Reports({ remote: report, marker, ending: reportEnding, store, folder: [], count }, lines, tell);
}
