import type { Clock } from "../../clock.ts";
import { Failure, type FailureName } from "../../errors.ts";
import type { DeviceTree, Place } from "../../files/tree.ts";
import type { Exchanges } from "../../journal/exchanges.ts";
import { type Giving, type GivingExchange, newKey, partFor } from "./giving.ts";
import { nextGiving } from "./giving-machine.ts";
import { KeptFile, piecesOf } from "./kept-file.ts";
import { markerFor, type Profile } from "./profile.ts";
import { sameVersion, type Version } from "./remote-file.ts";

export interface LocalReportParts {
  readonly clock: Clock;
  readonly tree: DeviceTree;
  readonly exchanges: Exchanges;
}

/** Where a report appears, and where it goes. */
export interface LocalReportRule {
  readonly resource: string;
  /** Of the device tree. */
  readonly localFile: string;
  readonly unloadFlag: string;
  readonly remoteFile: string;
  readonly quietMs: number;
  readonly report: Profile["report"];
}

interface Seen {
  readonly version: Version;
  /** When it was first seen like that, on the monotonic clock. */
  readonly since: number;
}

/** Between two looks when somebody waits for the report. */
const LOOK_MS = 1_000;
/** What the copying of a file says that its writer has not finished. */
const BEING_WRITTEN: readonly FailureName[] = ["fileVanished", "fileShrank", "fileRewritten"];

/**
 * The report of a till, as it appears on the disk. One that is whole is copied, durably, into the queue of those to be
 * sent; the original stays until its copy is on the server. Each version of the file is queued once.
 */
export class LocalReport {
  readonly #parts: LocalReportParts;
  #seen: Seen | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LocalReportParts) {
    this.#parts = parts;
  }

  /** There is a report that is not in the queue, and not whole as far as anyone can tell. */
  get isGrowing(): boolean {
    return this.#seen !== undefined;
  }

  /** Answers whether a report was queued. One look at a time, in order. */
  look(rule: LocalReportRule): Promise<boolean> {
    const look = this.#last.then(() => this.#look(rule));
    this.#last = look.catch(() => undefined);
    return look;
  }

  /** Looks until what is there is queued, or does not become whole within its quiet time and a few looks. */
  async lookUntilWhole(rule: LocalReportRule, signal: AbortSignal): Promise<void> {
    const looks = 3 + Math.ceil(rule.quietMs / LOOK_MS);
    for (let look = 0; look < looks; look += 1) {
      await this.look(rule);
      if (!this.isGrowing) return;
      await this.#parts.clock.sleep(LOOK_MS, signal);
    }
  }

  async idle(): Promise<void> {
    await this.#last;
  }

  async #look(rule: LocalReportRule): Promise<boolean> {
    const place = this.#parts.tree.locate(rule.localFile);
    const queued = this.#parts.exchanges.pending(rule.resource).filter(isGiving);
    await this.#dropUnfinished(queued, rule.resource);
    const version = await versionAt(place);
    if (version === undefined || queued.some((one) => isCopyOf(one, rule.localFile, version))) {
      this.#seen = undefined;
      return false;
    }
    const now = this.#parts.clock.monotonic();
    if (this.#seen === undefined || !sameVersion(this.#seen.version, version)) {
      this.#seen = { version, since: now };
      return false;
    }
    if (!(await this.#isReady(rule, this.#seen.since, now))) return false;
    const copied = await this.#queue(rule, place, version);
    this.#seen = undefined;
    return copied;
  }

  async #isReady({ report, quietMs, ...rule }: LocalReportRule, since: number, now: number): Promise<boolean> {
    switch (report.ready) {
      case "quiet":
        return now - since >= quietMs;
      case "flag-removed":
        return rule.unloadFlag === "" || !(await this.#exists(rule.unloadFlag));
      case "marker-present":
        return this.#exists(markerFor(report.marker, rule.localFile));
    }
  }

  async #queue(rule: LocalReportRule, place: Place, version: Version): Promise<boolean> {
    const { exchanges } = this.#parts;
    const { resource, localFile, remoteFile: remote, report } = rule;
    const key = newKey();
    const detail: Giving = {
      remote,
      target: remote,
      part: partFor(remote, key),
      ...(report.remoteMarker === "" ? {} : { marker: markerFor(report.remoteMarker, remote) }),
      original: {
        path: localFile,
        ...(report.ready === "marker-present" ? { marker: markerFor(report.marker, localFile) } : {}),
        ...(report.archive === "" ? {} : { archive: report.archive }),
      },
      beside: localFile,
      key,
      version,
      sha256: "",
    };
    const started = { kind: "report", state: "claiming", detail } as const;
    const id = exchanges.begin(resource, started);
    const sha256 = await copyOf(place, version, new KeptFile(place, key));
    const fact = sha256 === undefined ? "changed" : "copied";
    const state = nextGiving("claiming", fact, { marker: detail.marker !== undefined });
    if (state === "over") exchanges.step(resource, { id, state: undefined });
    else exchanges.step(resource, { ...started, id, state, detail: { ...detail, sha256: sha256 ?? "" } });
    return fact === "copied";
  }

  /** A copy that was cut by a crash, or by a disk that refused, is made again. */
  async #dropUnfinished(queued: readonly GivingExchange[], resource: string): Promise<void> {
    for (const { id, state, detail } of queued) {
      if (state !== "claiming") continue;
      await new KeptFile(this.#parts.tree.locate(detail.beside), detail.key).remove();
      this.#parts.exchanges.step(resource, { id, state: undefined });
    }
  }

  async #exists(path: string): Promise<boolean> {
    return (await versionAt(this.#parts.tree.locate(path))) !== undefined;
  }
}

export function isGiving(exchange: { readonly kind: string }): exchange is GivingExchange {
  return exchange.kind === "report";
}

function isCopyOf({ state, detail }: GivingExchange, localFile: string, version: Version): boolean {
  return state !== "claiming" && detail.original?.path === localFile && sameVersion(detail.version, version);
}

async function versionAt({ store, path }: Place): Promise<Version | undefined> {
  const entry = await store.stat(path);
  return entry?.kind === "file" ? { size: entry.size, modified: entry.modified } : undefined;
}

/** Copies a file, durably; answers its hash, or `undefined` when it changed meanwhile: nothing is left then. */
async function copyOf(place: Place, version: Version, kept: KeptFile): Promise<string | undefined> {
  const receipt = await kept.receive();
  try {
    const source = await place.store.open(place.path);
    try {
      for await (const piece of piecesOf(source)) await receipt.write(piece);
    } finally {
      await source.close();
    }
    const now = await versionAt(place);
    if (now !== undefined && sameVersion(now, version)) return await receipt.commit();
  } catch (error) {
    await receipt.discard();
    if (error instanceof Failure && BEING_WRITTEN.includes(error.failure)) return;
    throw error;
  }
  await receipt.discard();
  return undefined;
}
