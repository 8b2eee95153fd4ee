import iconv from "iconv-lite";
import type { Session } from "../../connection/session.ts";
import { Failure } from "../../errors.ts";
import type { Entry } from "../../journal/exchange-records.ts";
import type { Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import type { ResourceParts } from "../resource.ts";
import { Acknowledgement } from "../till/acknowledgement.ts";
import { type Arrival, Arrivals } from "../till/arrivals.ts";
import { beginningOf, isOpen } from "../till/mark.ts";
import { markerFor, type Profile } from "../till/profile.ts";
import { type Errand, go, type Round } from "../till/round.ts";
import { dropTaking, newTaking, Taker, type Taking, type TakingExchange } from "../till/taking.ts";
import type { Till, TillHost } from "../till/till-kind.ts";
import { periodMs, Turn } from "../till/turn.ts";
import type { FtpCatalogConfig } from "./schema.ts";

/** Exchanges that were cut, or that the server does not let end, go on after so long when nothing is polled. */
const GO_ON_MS = 5 * 60_000;

/** The catalogs of a till: polled for, taken one after the other, each only when the one before was taken by the till. */
export class Catalog implements Till<FtpCatalogConfig> {
  readonly #parts: Parts & ResourceParts;
  readonly #host: TillHost;
  readonly #poll: Turn;
  readonly #arrivals: Arrivals;
  #config: FtpCatalogConfig;
  /** The server lets rename, as far as is known. */
  #claimable = true;
  /** Catalogs that wait on the server, whose till has been told of. */
  #waiting: readonly string[] = [];
  #pending = 0;
  readonly #acknowledgement = new Acknowledgement();
  #last: Entry | undefined;

  constructor(config: FtpCatalogConfig, parts: Parts & ResourceParts, host: TillHost) {
    this.#config = config;
    this.#parts = parts;
    this.#host = host;
    this.#poll = new Turn(parts.clock);
    this.#arrivals = new Arrivals(parts.clock);
    this.#look();
    this.#schedule(0);
  }

  readonly outputs = () => ({
    Pending: this.#pending,
    NextPoll: this.#config.inService ? this.#poll.at : 0,
    LastCatalog: Math.round(this.#last?.time ?? 0),
  });

  update(config: FtpCatalogConfig): void {
    this.#config = config;
    this.#claimable = true;
    this.#schedule(0);
  }

  tick(): void {
    void this.#watchTill();
    if (this.#poll.overdue !== undefined) this.#host.turn("poll");
  }

  hands() {
    return { run: (job: Job) => this.#run(job) };
  }

  async stop(): Promise<void> {}

  async forget(): Promise<void> {
    for (const { detail } of this.#open()) await dropTaking(detail, this.#parts.tree);
  }

  async #watchTill(): Promise<void> {
    const { id, profile: name } = this.#config;
    try {
      const profile = this.#parts.profile(name);
      const last = this.#last;
      const missing = await this.#acknowledgement.isMissing(last, {
        within: profile.acknowledgeWithin,
        now: this.#parts.clock.now(),
        pending: () => this.#isPending(placesOf(last?.remote ?? "", this.#config, profile), profile),
      });
      if (missing) this.#tell("notAcknowledged", last?.remote ?? "");
    } catch (error) {
      // What cannot be looked at is told by the next round.
      if (!(error instanceof Failure)) this.#parts.log(`${id}: a bug`, error);
    }
  }

  async #run(job: Job): Promise<void> {
    this.#poll.cancel();
    try {
      const config = this.#config;
      const profile = this.#parts.profile(config.profile);
      await go(config, job, this.#parts, (signal) => this.#round(config, profile, job, signal));
    } finally {
      this.#look();
      this.#schedule(periodMs(this.#config.pollPeriod));
      this.#host.changed();
    }
  }

  /** Without a period only what is under way comes round. */
  #schedule(ms: number | undefined): void {
    const polls = this.#config.pollPeriod > 0;
    if (ms !== undefined && polls) this.#poll.after(ms);
    else if (this.#open().length > 0) this.#poll.after(ms ?? GO_ON_MS);
    else this.#poll.cancel();
  }

  #open(): readonly TakingExchange[] {
    return this.#parts.exchanges.pending(this.#config.id) as readonly TakingExchange[];
  }

  #look(): void {
    this.#pending = this.#open().filter(({ state }) => state !== "deleting").length + this.#waiting.length;
    this.#last = this.#parts.exchanges.last(this.#config.id, "catalog");
  }

  #round(config: FtpCatalogConfig, profile: Profile, job: Job, signal: AbortSignal): Round {
    const pending = (taking: Taking) => this.#isPending(taking, profile);
    const quietMs = config.quietTime * 1000;
    const taker = new Taker(
      {
        resource: config.id,
        cause: job.cause,
        signal,
        arrived: "catalogLoaded",
        quietMs,
        pending,
        receiving: (on) => job.receiving(on),
        notClaimable: () => {
          this.#claimable = false;
        },
      },
      this.#parts,
    );
    const errandOf = (exchange: TakingExchange): Errand => ({
      path: exchange.detail.remote,
      version: exchange.detail.seen,
      run: async (session, begin) => {
        await taker.take(exchange.id, session, begin);
      },
    });
    const find = async (session: Session) => {
      const open = this.#open();
      const going: TakingExchange[] = [];
      for (const one of open) if (one.state !== "fetched" || !(await pending(one.detail))) going.push(one);
      const rule = { ...profile.catalog, quietMs };
      const unclaimed = new Set(
        open.filter(({ detail }) => detail.claim === undefined).map((one) => one.detail.remote),
      );
      const taken = (remote: string) => unclaimed.has(remote);
      const arrivals = await this.#arrivals.whole(session, config.remoteFile, rule, { taken, signal });
      return [...going, ...(await this.#begin(arrivals, open, config, profile))].map(errandOf);
    };
    return { find };
  }

  /** One at a time goes to a local name, and only when the till has taken the one before. */
  async #begin(
    arrivals: readonly Arrival[],
    open: readonly TakingExchange[],
    config: FtpCatalogConfig,
    profile: Profile,
  ): Promise<readonly TakingExchange[]> {
    const { exchanges } = this.#parts;
    const reserved = new Set(open.filter(({ state }) => state !== "deleting").map(({ detail }) => detail.local));
    const begun: TakingExchange[] = [];
    const waiting: string[] = [];
    for (const arrival of arrivals) {
      const taking = takingOf(arrival, config, profile);
      if (reserved.has(taking.local) || (await this.#isPending(taking, profile))) {
        waiting.push(arrival.remote);
        continue;
      }
      reserved.add(taking.local);
      const started = { kind: "catalog", ...newTaking(taking, config.claim === "auto" && this.#claimable) } as const;
      begun.push({ ...started, id: exchanges.begin(config.id, started) });
    }
    for (const path of waiting) if (!this.#waiting.includes(path)) this.#tell("catalogWaits", path);
    this.#waiting = waiting;
    return begun;
  }

  #tell(type: "catalogWaits" | "notAcknowledged", path: string): void {
    const { id } = this.#config;
    const parameters = { path };
    this.#parts.journal.append({ type, severity: "warning", resource: id, origin: id, parameters, error: undefined });
  }

  async #isPending({ local, flag }: Pick<Taking, "local" | "flag">, { catalog, encoding }: Profile): Promise<boolean> {
    const path = catalog.taken === "flag-removed" ? (flag?.path ?? local) : local;
    const place = this.#parts.tree.locate(path);
    if ((await place.store.stat(place.path)) === undefined) return false;
    if (catalog.taken !== "marked" || catalog.mark === undefined) return true;
    const source = await place.store.open(place.path);
    try {
      return isOpen(await beginningOf(source, encoding), catalog.mark);
    } finally {
      await source.close();
    }
  }
}

function takingOf({ remote, version, marker }: Arrival, config: FtpCatalogConfig, profile: Profile) {
  return {
    remote,
    seen: version,
    ...placesOf(remote, config, profile),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** Where a catalog goes, and the flag behind it. */
function placesOf(
  remote: string,
  config: FtpCatalogConfig,
  { catalog, encoding }: Profile,
): Pick<Taking, "local" | "flag"> {
  const named = (path: string) => `${path.slice(0, path.lastIndexOf("/") + 1)}${nameFor(path, remote)}`;
  const local = named(config.localFile);
  if (!config.autoLoad || config.loadFlag === "") return { local };
  const content = iconv.encode(catalog.flag, encoding).toString("latin1");
  return { local, flag: { path: named(config.loadFlag), content } };
}

/** The last name of a path, with `{name}` and `{stem}` for those of the remote file. */
function nameFor(path: string, remote: string): string {
  return markerFor(path.slice(path.lastIndexOf("/") + 1), remote.slice(remote.lastIndexOf("/") + 1));
}
