import { randomBytes } from "node:crypto";
import type { Delivery, Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { DeviceTree, Place } from "../../files/tree.ts";
import type { Exchange, NewExchange } from "../../journal/exchange-records.ts";
import type { Parts } from "../kind.ts";
import { remoteFolderOf } from "../remote-path.ts";
import type { ByteCount } from "../tally.ts";
import { type GivingFact, type GivingState, nextGiving } from "./giving-machine.ts";
import { KeptFile } from "./kept-file.ts";
import { isThere, sameVersion, type Version } from "./remote-file.ts";

/** A report and where it goes, decided when it is queued. JSON. */
export interface Giving {
  readonly remote: string;
  /** The name it gets, where the one it should have is taken. */
  readonly target: string;
  /** Its own name on the server until it is whole. */
  readonly part: string;
  /** Put beside it when it is there. */
  readonly marker?: string;
  /** The original, of the device tree, and what goes with it: none when the device made the report itself. */
  readonly original?: {
    readonly path: string;
    readonly marker?: string;
    /** Folder beside it where it is kept. */
    readonly archive?: string;
  };
  /** Where its kept file is: beside this file of the device tree. */
  readonly beside: string;
  readonly key: string;
  /** Of the original when it was copied. */
  readonly version: Version;
  readonly sha256: string;
}

export type GivingExchange = Exchange<GivingState, Giving>;

export interface GivingOptions {
  readonly resource: string;
  readonly cause: string;
  readonly signal: AbortSignal;
  readonly occupied: "overwrite" | "wait" | "suffix";
  /** Off for a server that does not rename: the report goes straight to its name. */
  readonly rename: boolean;
  /** Milliseconds without a change before a local file is believed whole. */
  readonly quietMs: number;
  /** Whether the report that stands under the name was read already. */
  isCollected(session: Session, path: string): Promise<boolean>;
  /** Another report stands under the name, and is waited for. */
  waits(path: string): void;
}

/** Added to the key of a report: its original on its way out. */
const OLD = "-old";
/** Between two looks at a local file. */
const LOOK_MS = 1_000;
/** More reports than these under one name are waited for. */
const MAX_SUFFIX = 999;

/** The key of a new report, by which its kept file and its `.part` on the server are known. */
export const newKey = () => randomBytes(8).toString("hex");

export function partFor(remote: string, key: string): string {
  return `${remote}.${key}.part`;
}

/**
 * Brings one report to the server, once: send under a name of its own, verify, rename, and only then remove the original.
 * Goes on wherever its last step on record leaves it.
 */
export class Giver {
  readonly #options: GivingOptions;
  readonly #parts: Parts;
  #part: string | undefined;

  constructor(options: GivingOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** On the server, to be removed when it is stopped now: as long as it is no witness. */
  get part(): string | undefined {
    return this.#part;
  }

  /**
   * From its last step on record, which may be further than when it was found. Answers false when it has to wait for the
   * reader of the one before.
   */
  async give(id: number, session: Session, begin: (size: number) => ByteCount): Promise<boolean> {
    const pending = this.#parts.exchanges.pending(this.#options.resource);
    let one = pending.find((other) => other.id === id) as GivingExchange | undefined;
    while (one !== undefined) {
      this.#options.signal.throwIfAborted();
      const { fact, detail, begins }: Done = await this.#act(one, session, begin);
      if (fact === "occupied") return false;
      one = this.#record({ ...one, detail }, fact, begins);
    }
    return true;
  }

  #record(one: GivingExchange, fact: GivingFact, begins: NewExchange | undefined): GivingExchange | undefined {
    const { detail, kind } = one;
    const { resource, cause } = this.#options;
    const state = nextGiving(one.state, fact, { marker: detail.marker !== undefined });
    const { target: remote, version, sha256 } = detail;
    const arrival =
      fact === "committed"
        ? {
            arrived: { kind, remote, size: version.size, modified: version.modified, sha256 },
            event: {
              type: "reportSent",
              severity: "info",
              resource,
              origin: cause,
              parameters: { path: remote, bytes: version.size },
              error: undefined,
            } as const,
          }
        : {};
    const next = state === "over" ? undefined : { ...one, state };
    this.#parts.exchanges.step(resource, next ?? { id: one.id, state: undefined }, { ...arrival, begins });
    return next;
  }

  async #act(one: GivingExchange, session: Session, begin: (size: number) => ByteCount): Promise<Done> {
    const { detail } = one;
    switch (one.state) {
      case "claiming":
        return { fact: "changed", detail };
      case "claimed":
        if (!this.#options.rename) return this.#findName(detail, session);
        return this.#upload(detail, detail.part, "uploaded", session, begin);
      case "sending":
        return this.#upload(detail, detail.target, "committed", session, begin);
      case "uploaded":
        return this.#options.rename ? this.#findName(detail, session) : this.#withdraw(detail, session);
      case "committing":
        return this.#commit(detail, session);
      case "marking":
        return this.#mark(detail, session);
      case "removing":
        return this.#remove(detail);
    }
  }

  async #upload(
    detail: Giving,
    target: string,
    fact: GivingFact,
    session: Session,
    begin: (size: number) => ByteCount,
  ): Promise<Done> {
    const source = await this.#kept(detail).open();
    this.#part = target;
    try {
      const bytes = begin(source.size);
      await deliver(session, { source, part: undefined, target, more: false }, bytes);
      return { fact, detail };
    } finally {
      await source.close();
      // From the next record on it is the witness of the rename.
      if (!this.#options.signal.aborted) this.#part = undefined;
    }
  }

  async #findName(detail: Giving, session: Session): Promise<Done> {
    const { occupied } = this.#options;
    if (occupied === "overwrite" || (await this.#isFree(detail.remote, session))) {
      return { fact: "free", detail: { ...detail, target: detail.remote } };
    }
    for (let number = 2; occupied === "suffix" && number <= MAX_SUFFIX; number += 1) {
      const target = numbered(detail.remote, number);
      if (await this.#isFree(target, session)) return { fact: "free", detail: { ...detail, target } };
    }
    this.#options.waits(detail.remote);
    return { fact: "occupied", detail };
  }

  async #isFree(path: string, session: Session): Promise<boolean> {
    return !(await isThere(session, path)) || this.#options.isCollected(session, path);
  }

  /** While the `.part` is there it was not renamed, whatever became of the reply, or of the report since. */
  async #commit(detail: Giving, session: Session): Promise<Done> {
    const { part, target } = detail;
    if (!(await isThere(session, part))) return { fact: "committed", detail };
    if (!this.#options.rename) return this.#withdraw(detail, session);
    try {
      await session.rename(part, target);
    } catch (error) {
      const refused = error instanceof Failure && error.failure === "renameRefused" && session.usable;
      // Some servers do not rename over a file. The new one is there whole, under its own name.
      if (!refused || !(await isThere(session, target))) throw error;
      await session.remove(target);
      await session.rename(part, target);
    }
    return { fact: "committed", detail };
  }

  async #withdraw(detail: Giving, session: Session): Promise<Done> {
    await session.remove(detail.part);
    return { fact: "notRenamed", detail };
  }

  async #mark(detail: Giving, session: Session): Promise<Done> {
    const { marker: target } = detail;
    const source = { size: 0, modified: 0, read: async () => 0, close: async () => {} };
    if (target !== undefined) await session.deliver({ source, part: undefined, target, more: false });
    return { fact: "marked", detail };
  }

  /**
   * The original is taken away before it is looked at for the last time, so that a report that took its place in between
   * is not removed for it: that one is queued in its turn.
   */
  async #remove(detail: Giving): Promise<Done> {
    const { original, key, version } = detail;
    let begins: NewExchange | undefined;
    if (original !== undefined) {
      const place = this.#parts.tree.locate(original.path);
      const old = new KeptFile(place, `${key}${OLD}`);
      if (!(await old.exists()) && (await isVersion(place, version))) await takeAway(old);
      const taken = await old.stat();
      if (taken !== undefined && sameVersion({ size: taken.size, modified: taken.modified }, version)) {
        await this.#putAside(place, old, original);
      } else if (taken !== undefined) begins = await this.#another(detail, old);
    }
    await this.#kept(detail).remove();
    return { fact: "removed", detail, begins };
  }

  async #putAside(place: Place, old: KeptFile, { archive, marker }: NonNullable<Giving["original"]>): Promise<void> {
    const { store, path } = place;
    if (marker !== undefined) {
      const at = this.#parts.tree.locate(marker);
      await at.store.remove(at.path);
    }
    if (archive === undefined) return old.remove();
    const stamp = new Date(this.#parts.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
    const folder = [...path.slice(0, -1), archive];
    await store.makeFolder(folder);
    await old.put({ store, path: [...folder, `${stamp}-${path.at(-1)}`] });
  }

  /** It is the kept file of its own exchange from now on. Its writer may still be at it. */
  async #another(detail: Giving, old: KeptFile): Promise<NewExchange<GivingState, Giving>> {
    const { clock } = this.#parts;
    let version = await versionOf(old);
    for (let quiet = false; !quiet; ) {
      await clock.sleep(Math.max(this.#options.quietMs, LOOK_MS), this.#options.signal);
      const now = await versionOf(old);
      quiet = sameVersion(now, version);
      version = now;
    }
    const key = `${detail.key}${OLD}`;
    const { remote } = detail;
    const next = { ...detail, key, part: partFor(remote, key), target: remote, version, sha256: await old.sha256() };
    return { kind: "report", state: "claimed", detail: next };
  }

  #kept(detail: Giving): KeptFile {
    return new KeptFile(this.#parts.tree.locate(detail.beside), detail.key);
  }
}

/** The copy of a report goes when the original is there. What is nowhere else stays on the disk. */
export async function dropGiving({ original, beside, key, version }: Giving, tree: DeviceTree): Promise<void> {
  if (original === undefined || !(await isVersion(tree.locate(original.path), version))) return;
  await new KeptFile(tree.locate(beside), key).remove();
}

interface Done {
  readonly fact: GivingFact;
  readonly detail: Giving;
  readonly begins?: NewExchange | undefined;
}

/** The folder is made only after the server refused: it is mostly there. */
async function deliver(session: Session, delivery: Delivery, bytes: ByteCount): Promise<void> {
  try {
    await session.deliver(delivery, bytes.add);
  } catch (error) {
    const folder = remoteFolderOf(delivery.target);
    const refused = error instanceof Failure && error.failure === "remoteRefused" && session.usable;
    if (!refused || folder === "") throw error;
    await session.makeFolders(folder);
    bytes.restart();
    await session.deliver(delivery, bytes.add);
  }
}

async function isVersion({ store, path }: Place, version: Version): Promise<boolean> {
  const entry = await store.stat(path);
  return entry !== undefined && sameVersion({ size: entry.size, modified: entry.modified }, version);
}

/** Its owner may have taken it away itself at this moment. */
async function takeAway(old: KeptFile): Promise<void> {
  try {
    await old.take();
  } catch (error) {
    if (!(error instanceof Failure) || error.failure !== "fileVanished") throw error;
  }
}

async function versionOf(file: KeptFile): Promise<Version> {
  const entry = await file.stat();
  return { size: entry?.size ?? 0, modified: entry?.modified ?? 0 };
}

/** `ObmenFTP/POS-2.rep` */
function numbered(path: string, number: number): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const at = dot <= 0 ? path.length : path.length - name.length + dot;
  return `${path.slice(0, at)}-${number}${path.slice(at)}`;
}
