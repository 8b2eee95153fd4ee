import { createHash, randomBytes } from "node:crypto";
import type { Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Source } from "../../files/store.ts";
import type { DeviceTree, Place } from "../../files/tree.ts";
import type { Exchange, ExchangeKind, NewExchange } from "../../journal/exchange-records.ts";
import type { EventType } from "../../journal/records.ts";
import type { Parts } from "../kind.ts";
import type { ByteCount } from "../tally.ts";
import { KeptFile, type KeptReceipt } from "./kept-file.ts";
import { isThere, lookAt, sameVersion, type Version } from "./remote-file.ts";
import { arrivesWith, nextTaking, type TakingFact, type TakingState } from "./taking-machine.ts";

/** Where a file comes from and where it goes, decided when it is first seen. JSON. */
export interface Taking {
  readonly remote: string;
  /** As it was when it was seen. */
  readonly seen: Version;
  /** Its own name on the server; without one it keeps the name it has. */
  readonly claim?: string;
  /** Of the device tree. */
  readonly local: string;
  /** A flag that follows it, of the device tree, and what that holds. */
  readonly flag?: { readonly path: string; readonly content: string };
  /** Beside it on the server, removed after it. */
  readonly marker?: string;
  /** Of its kept files. */
  readonly key: string;
  /** As it was received. */
  readonly received?: Version & { readonly sha256: string };
}

export type TakingExchange = Exchange<TakingState, Taking>;

export interface TakerOptions {
  readonly resource: string;
  /** Who asked for this. */
  readonly cause: string;
  readonly signal: AbortSignal;
  /** Of the event that tells of it. */
  readonly arrived: Extract<EventType, "catalogLoaded" | "requestTaken">;
  /** Milliseconds without a change before a file is believed whole. */
  readonly quietMs: number;
  /** Whether what was published before waits for its taker. */
  pending(taking: Taking): Promise<boolean>;
  receiving(on: boolean): void;
  /** In place of publishing it: what is to begin because of it, durable but for its record. It may be asked again. */
  produce?(content: Source, key: string): Promise<Produced>;
  /** The server does not let rename: told once for each file. */
  notClaimable(): void;
}

export interface Produced {
  readonly begins: NewExchange | undefined;
  /** For the ledger, with the line of this exchange. */
  readonly note: unknown;
}

/** A file that is received while it still changes is received again so many times, before the next round. */
const PATIENCE = 3;
/** A catalog of any size; a request is read into memory. */
const MAX_BYTES: Readonly<Record<ExchangeKind, number>> = {
  catalog: Number.MAX_SAFE_INTEGER,
  request: 64 * 1024,
  report: Number.MAX_SAFE_INTEGER,
};

/** A new exchange: claimed, where that is wished, under a name that no other has. */
export function newTaking(taking: Omit<Taking, "key" | "claim">, claim: boolean) {
  const key = randomBytes(8).toString("hex");
  const detail: Taking = { ...taking, key, ...(claim ? { claim: `${taking.remote}.${key}.taken` } : {}) };
  const state: TakingState = claim ? "claiming" : "fetching";
  return { state, detail };
}

/**
 * Brings one file from the server to its place, whole, once: claim, receive, publish, flag, and only then delete. Goes on
 * wherever its last step on record leaves it.
 */
export class Taker {
  readonly #options: TakerOptions;
  readonly #parts: Parts;

  constructor(options: TakerOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /**
   * From its last step on record, which may be further than when it was found. Answers false when it has to wait: for the
   * taker of the one before, or because it goes on changing.
   */
  async take(id: number, session: Session, begin: (size: number) => ByteCount): Promise<boolean> {
    const { exchanges, clock } = this.#parts;
    let one = exchanges.pending(this.#options.resource).find((other) => other.id === id) as TakingExchange | undefined;
    for (let changes = 0; one !== undefined; ) {
      this.#options.signal.throwIfAborted();
      const { fact, detail, produced }: Done = await this.#act(one, session, begin);
      if (fact === "localPending") return false;
      if (fact === "changed") {
        changes += 1;
        if (changes > PATIENCE) return false;
        await clock.sleep(this.#options.quietMs, this.#options.signal);
      }
      if (fact === "gone") await this.#kept(detail).remove();
      one = this.#record({ ...one, detail }, fact, produced);
    }
    return true;
  }

  #record(one: TakingExchange, fact: TakingFact, produced: Produced | undefined): TakingExchange | undefined {
    const { detail, kind } = one;
    const options = { claimed: detail.claim !== undefined, flag: detail.flag !== undefined };
    const state = nextTaking(one.state, fact, options);
    const { received } = detail;
    const arrives = received !== undefined && arrivesWith(fact, options);
    const record = arrives
      ? {
          arrived: { kind, remote: detail.remote, modified: undefined, ...received, note: produced?.note },
          begins: produced?.begins,
          event: {
            type: this.#options.arrived,
            severity: "info",
            resource: this.#options.resource,
            origin: this.#options.cause,
            parameters: { path: detail.remote, bytes: received.size },
            error: undefined,
          } as const,
        }
      : {};
    if (state === "over") {
      this.#parts.exchanges.step(this.#options.resource, { id: one.id, state: undefined }, record);
      return undefined;
    }
    const next = { ...one, state };
    if (state !== one.state || detail !== one.detail) this.#parts.exchanges.step(this.#options.resource, next, record);
    return next;
  }

  async #act(one: TakingExchange, session: Session, begin: (size: number) => ByteCount): Promise<Done> {
    const { detail } = one;
    switch (one.state) {
      case "claiming":
        return this.#claim(detail, session);
      case "fetching":
        return this.#fetch(one, session, begin);
      case "fetched":
        return this.#check(detail);
      case "publishing":
        return this.#publish(detail);
      case "flagging":
        return this.#raiseFlag(detail);
      case "deleting":
        return this.#delete(detail, session);
    }
  }

  /** After a crash or a lost reply nobody knows whether it was renamed: its own name tells. */
  async #claim(detail: Taking, session: Session): Promise<Done> {
    const { remote, claim = "" } = detail;
    if (await isThere(session, claim)) return { fact: "claimed", detail };
    try {
      await session.rename(remote, claim);
      return { fact: "claimed", detail };
    } catch (error) {
      if (!(error instanceof Failure) || error.failure !== "renameRefused" || !session.usable) throw error;
    }
    if (!(await isThere(session, remote))) return { fact: "gone", detail };
    this.#options.notClaimable();
    const { claim: _, ...unclaimed } = detail;
    return { fact: "notClaimable", detail: unclaimed };
  }

  async #fetch({ kind, detail }: TakingExchange, session: Session, begin: (size: number) => ByteCount): Promise<Done> {
    const path = detail.claim ?? detail.remote;
    const before = await lookAt(session, path);
    if (before === undefined) return { fact: "gone", detail };
    if (detail.claim === undefined && !sameVersion(before, detail.seen)) return { fact: "changed", detail };
    if (before.size > MAX_BYTES[kind]) throw new Failure("sizeMismatch", { subject: detail.remote });
    const receipt = await this.#kept(detail).receive();
    this.#options.receiving(true);
    try {
      const failure = await retrieve(session, path, receipt, before.size, begin(before.size));
      const after = await lookAt(session, path);
      if (after === undefined || !sameVersion(before, after)) {
        await receipt.discard();
        return { fact: "changed", detail };
      }
      if (failure !== undefined) throw failure;
      const sha256 = await receipt.commit(before.modified);
      const known = this.#isKnown(kind, detail.remote, { ...before, sha256 });
      if (known) await this.#kept(detail).remove();
      return { fact: known ? "known" : "fetched", detail: { ...detail, received: { ...before, sha256 } } };
    } catch (error) {
      await receipt.discard();
      throw error;
    } finally {
      this.#options.receiving(false);
    }
  }

  /** Without a time, the same content may well be meant a second time; and the same may be asked twice. */
  #isKnown(kind: ExchangeKind, remote: string, received: Version & { readonly sha256: string }): boolean {
    if (kind === "request") return false;
    const last = this.#parts.exchanges.last(this.#options.resource, kind, remote);
    if (last === undefined || received.modified === undefined) return false;
    return last.modified === received.modified && last.size === received.size && last.sha256 === received.sha256;
  }

  async #check(detail: Taking): Promise<Done> {
    if (await this.#options.pending(detail)) return { fact: "localPending", detail };
    const kept = this.#kept(detail);
    const whole = (await kept.exists()) && (await kept.sha256()) === detail.received?.sha256;
    return { fact: whole ? "free" : "damaged", detail };
  }

  async #publish(detail: Taking): Promise<Done> {
    const kept = this.#kept(detail);
    if (this.#options.produce !== undefined) {
      const content = await kept.open();
      try {
        return { fact: "published", detail, produced: await this.#options.produce(content, detail.key) };
      } finally {
        await content.close();
      }
    }
    if (await kept.exists()) await kept.put();
    if (detail.flag !== undefined) await this.#keptFlag(detail)?.write(Buffer.from(detail.flag.content, "latin1"));
    return { fact: "published", detail };
  }

  async #raiseFlag(detail: Taking): Promise<Done> {
    const flag = this.#keptFlag(detail);
    if (await flag?.exists()) await flag?.put();
    return { fact: "flagged", detail };
  }

  /** What kept its name may be the next one already: that one is left. */
  async #delete(detail: Taking, session: Session): Promise<Done> {
    const path = detail.claim ?? detail.remote;
    const now = await lookAt(session, path);
    const unclaimed = now !== undefined && detail.claim === undefined;
    if (unclaimed && !(await this.#isReceived(detail, now, session))) return { fact: "replaced", detail };
    if (now !== undefined) await session.remove(path);
    // Where nothing was published it is still there.
    await this.#kept(detail).remove();
    if (detail.marker !== undefined) await session.remove(detail.marker);
    return { fact: "deleted", detail };
  }

  /** Where the server tells no time, two of the same size differ by their content only. */
  async #isReceived({ remote, received }: Taking, now: Version, session: Session): Promise<boolean> {
    if (received === undefined || !sameVersion(received, now)) return false;
    if (now.modified !== undefined) return true;
    const hash = createHash("sha256");
    const sink = { write: async (chunk: Uint8Array) => void hash.update(chunk) };
    return (await session.retrieve(remote, sink, now.size)) === now.size && hash.digest("hex") === received.sha256;
  }

  #kept(detail: Taking): KeptFile {
    return new KeptFile(this.#locate(detail.local), detail.key);
  }

  #keptFlag({ flag, key }: Taking): KeptFile | undefined {
    return flag && new KeptFile(this.#locate(flag.path), `${key}-flag`);
  }

  #locate(path: string): Place {
    return this.#parts.tree.locate(path);
  }
}

/** What is kept of it on disk goes: it is on the server still, or in its place. */
export async function dropTaking({ local, flag, key }: Taking, tree: DeviceTree): Promise<void> {
  await new KeptFile(tree.locate(local), key).remove();
  if (flag !== undefined) await new KeptFile(tree.locate(flag.path), `${key}-flag`).remove();
}

interface Done {
  readonly fact: TakingFact;
  readonly detail: Taking;
  readonly produced?: Produced;
}

/** Receives exactly so many bytes. More or fewer are a failure, unless the file has changed: that is for others to see. */
async function retrieve(
  session: Session,
  path: string,
  receipt: KeptReceipt,
  size: number,
  bytes: ByteCount,
): Promise<Failure | undefined> {
  const mismatch = () => new Failure("sizeMismatch", { subject: path, reply: session.lastReply });
  try {
    return (await session.retrieve(path, receipt, size, bytes.add)) === size ? undefined : mismatch();
  } catch (error) {
    if (!(error instanceof Failure) || error.failure !== "sizeMismatch" || !session.usable) throw error;
    return mismatch();
  }
}
