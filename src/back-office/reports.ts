import { createHash } from "node:crypto";
import { basename, dirname } from "node:path/posix";
import type { Session } from "../connection/session.ts";
import { Failure } from "../errors.ts";
import type { Receipt, Store } from "../files/store.ts";
import { breach, type LedgerLine, type Tell } from "./happening.ts";

export interface ReportOptions {
  /** Where the till puts them, on the server. */
  readonly remote: string;
  /** A file that the till puts beside a report once it is complete; without it, one that is there is complete. */
  readonly marker: string | undefined;
  /** How the last line of a whole report begins; without it, every report is whole. */
  readonly ending: string | undefined;
  /** Where they are put. */
  readonly store: Store;
  /** In that store. */
  readonly folder: readonly string[];
  /** No more than so many. */
  readonly count: number;
}

/** A report larger than this is none. */
const MAX_BYTES = 2 ** 31;
/** Of the end of a report, to see its last line. */
const TAIL_BYTES = 4096;
/** Reports that are remembered, to know one that comes again. */
const REMEMBERED = 10_000;

interface Received {
  readonly bytes: number;
  readonly sha256: string;
  readonly tail: string;
}

/**
 * Collects reports: takes one out of the till's reach by renaming it, receives it, verifies it, and only when it is safe
 * on the disk and in the ledger removes it from the server. One that a restart interrupted is finished first.
 */
export class Reports {
  readonly #options: ReportOptions;
  readonly #tell: Tell;
  readonly #known: string[] = [];
  #number = 0;
  #swept = false;
  /** A report that changed while it was read: it is read again before any other. */
  #growing: string | undefined;

  constructor(options: ReportOptions, history: readonly LedgerLine[], tell: Tell) {
    this.#options = options;
    this.#tell = tell;
    for (const line of history) {
      if (line.what !== "collected") continue;
      this.#number = line.number;
      this.#remember(line.file.sha256);
    }
  }

  get finished(): boolean {
    return this.#number >= this.#options.count;
  }

  async round(session: Session): Promise<void> {
    if (!this.#swept) await this.#finishTaken(session);
    if (this.#growing !== undefined) await this.#collect(session, this.#growing);
    else if (!this.finished && (await this.#isReady(session))) await this.#collect(session, await this.#take(session));
  }

  async #isReady(session: Session): Promise<boolean> {
    const { remote, marker } = this.#options;
    const marked = marker === undefined || (await session.size(marker)) !== undefined;
    const there = (await session.size(remote)) !== undefined;
    if (marked && !there && marker !== undefined) {
      await this.#tell(breach("flagBeforeData", marker));
      await session.remove(marker);
    }
    return marked && there;
  }

  /** Under a name of its own, where the till cannot replace it. A server that does not rename leaves it where it is. */
  async #take(session: Session): Promise<string> {
    const { remote, marker } = this.#options;
    const taken = `${remote}.${this.#number + 1}.collected`;
    try {
      await session.rename(remote, taken);
    } catch (error) {
      if (error instanceof Failure && error.failure === "renameRefused" && session.usable) return remote;
      throw error;
    }
    if (marker !== undefined) await session.remove(marker);
    return taken;
  }

  async #collect(session: Session, taken: string): Promise<void> {
    const { remote, store, folder, ending } = this.#options;
    const before = await session.size(taken);
    const name = `${this.#number + 1}-${basename(remote)}`;
    const receipt = await store.receive([...folder, name]);
    const received = await this.#receive(session, taken, receipt);
    if (received.bytes !== before || (await session.size(taken)) !== before) {
      await receipt.discard();
      if (this.#growing === undefined) await this.#tell(breach("reportIncomplete", remote));
      this.#growing = taken;
      return;
    }
    await receipt.commit();
    this.#growing = undefined;
    const { bytes, sha256, tail } = received;
    if (ending !== undefined && !lastLine(tail).startsWith(ending)) await this.#tell(breach("reportTorn", remote));
    if (this.#known.includes(sha256)) await this.#tell(breach("reportRepeated", remote));
    this.#number += 1;
    this.#remember(sha256);
    const file = { remote, bytes, sha256 };
    await this.#tell({ what: "collected", number: this.#number, file, local: [...folder, name].join("/") });
    await session.remove(taken);
  }

  async #receive(session: Session, path: string, receipt: Receipt): Promise<Received> {
    const hash = createHash("sha256");
    let tail = Buffer.alloc(0);
    const write = async (chunk: Uint8Array) => {
      hash.update(chunk);
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
      await receipt.write(chunk);
    };
    try {
      const bytes = await session.retrieve(path, { write }, MAX_BYTES);
      return { bytes, sha256: hash.digest("hex"), tail: tail.toString("latin1") };
    } catch (error) {
      await receipt.discard();
      throw error;
    }
  }

  /** Those that a restart left under a name of ours. What the ledger knows is safe already: only its removal was missed. */
  async #finishTaken(session: Session): Promise<void> {
    const folder = dirname(this.#options.remote);
    const entries = await session.list(folder).catch((error: unknown) => {
      if (error instanceof Failure && error.failure === "remoteRefused") return [];
      throw error;
    });
    for (const { name } of entries) {
      const number = this.#numberOf(name);
      if (number === undefined) continue;
      const taken = folder === "." ? name : `${folder}/${name}`;
      if (number <= this.#number) await session.remove(taken);
      else await this.#collect(session, taken);
    }
    this.#swept = true;
  }

  #numberOf(name: string): number | undefined {
    const start = `${basename(this.#options.remote)}.`;
    if (!name.startsWith(start)) return undefined;
    const number = /^(\d+)\.collected$/.exec(name.slice(start.length))?.[1];
    return number === undefined ? undefined : Number(number);
  }

  #remember(sha256: string): void {
    this.#known.push(sha256);
    if (this.#known.length > REMEMBERED) this.#known.shift();
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
