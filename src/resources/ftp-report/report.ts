import { randomInt } from "node:crypto";
import type { Session } from "../../connection/session.ts";
import { asFailure, ERROR, Failure } from "../../errors.ts";
import type { Entry } from "../../journal/exchange-records.ts";
import { accessOf } from "../access.ts";
import type { Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import type { ResourceParts } from "../resource.ts";
import { Acknowledgement } from "../till/acknowledgement.ts";
import { Arrivals } from "../till/arrivals.ts";
import { dropGiving, Giver, type GivingExchange } from "../till/giving.ts";
import { isGiving, LocalReport, type LocalReportRule } from "../till/local-report.ts";
import { isOpen, remoteBeginningOf } from "../till/mark.ts";
import type { Profile } from "../till/profile.ts";
import { go, type Round } from "../till/round.ts";
import { dropTaking, newTaking, Taker, type Taking, type TakingExchange } from "../till/taking.ts";
import type { Till, TillHost } from "../till/till-kind.ts";
import { periodMs, Turn } from "../till/turn.ts";
import { producer } from "./producing.ts";
import type { FtpReportConfig } from "./schema.ts";

/** What is under way and cannot end goes on after so long when nothing is polled. */
const GO_ON_MS = 5 * 60_000;
/** The upload period, in percent: tills that lost their server together do not come back together. */
const JITTER = 10;

/**
 * The reports of a till: queued as they appear on the disk, sent oldest first, tried again until they arrive. Polls for the
 * flag that asks for one.
 */
export class Report implements Till<FtpReportConfig> {
  readonly #parts: Parts & ResourceParts;
  readonly #host: TillHost;
  readonly #poll: Turn;
  readonly #retry: Turn;
  readonly #requests: Arrivals;
  readonly #local: LocalReport;
  #config: FtpReportConfig;
  #claimable = true;
  /** The name under which a report stands that nobody has read, once that was told. */
  #waitsFor: string | undefined;
  /** Why the local report could not be queued, once that was told. */
  #unreadable: string | undefined;
  #pending = 0;
  #lastReport = 0;
  #lastRequest: Entry | undefined;
  readonly #acknowledgement = new Acknowledgement();

  constructor(config: FtpReportConfig, parts: Parts & ResourceParts, host: TillHost) {
    this.#config = config;
    this.#parts = parts;
    this.#host = host;
    this.#poll = new Turn(parts.clock);
    this.#retry = new Turn(parts.clock);
    this.#requests = new Arrivals(parts.clock);
    this.#local = new LocalReport(parts);
    this.#begin();
  }

  readonly outputs = () => ({
    Pending: this.#pending,
    NextPoll: this.#config.inService ? this.#poll.at : 0,
    NextRetry: this.#config.inService ? this.#retry.at : 0,
    LastReport: this.#lastReport,
  });

  update(config: FtpReportConfig): void {
    this.#config = config;
    this.#claimable = true;
    this.#begin();
  }

  tick(): void {
    void this.#lookLocally();
    void this.#watchProducer();
    const [poll, send] = [this.#poll.overdue ?? -1, this.#retry.overdue ?? -1];
    if (poll < 0 && send < 0) return;
    // One turn at a time: what has been due for longer, or a short period would let nothing else happen.
    this.#host.turn(send >= poll ? "send" : "poll");
  }

  hands() {
    return { run: (job: Job) => (job.verb === "poll" ? this.#pollNow(job) : this.#sendNow(job)) };
  }

  async stop(): Promise<void> {
    await this.#local.idle();
  }

  async forget(): Promise<void> {
    for (const { detail } of this.#takings()) await dropTaking(detail, this.#parts.tree);
    for (const { detail } of this.#givings()) await dropGiving(detail, this.#parts.tree);
  }

  #begin(): void {
    this.#look();
    this.#schedulePoll(0);
    if (this.#givings().length > 0) this.#retry.after(0);
    else this.#retry.cancel();
  }

  async #lookLocally(): Promise<void> {
    try {
      const queued = await this.#local.look(this.#rule(this.#parts.profile(this.#config.profile)));
      this.#unreadable = undefined;
      if (!queued) return;
      this.#look();
      this.#retry.after(0);
      this.#host.changed();
    } catch (error) {
      const { failure, subject } = asFailure(error);
      if (failure === this.#unreadable) return;
      // Said once, when it breaks.
      this.#unreadable = failure;
      if (failure === "internal") this.#parts.log(`${this.#config.id}: a bug`, error);
      this.#tell("reportUnreadable", { failure, ...(subject === undefined ? {} : { subject }) });
    }
  }

  async #watchProducer(): Promise<void> {
    const config = this.#config;
    if (config.unloadFlag === "") return;
    try {
      const missing = await this.#acknowledgement.isMissing(this.#lastRequest, {
        within: this.#parts.profile(config.profile).acknowledgeWithin,
        now: this.#parts.clock.now(),
        pending: () => this.#isUnserved({ local: config.unloadFlag }, config),
      });
      if (missing) this.#tell("notAcknowledged", { path: config.unloadFlag });
    } catch (error) {
      // What cannot be looked at is told by the next round.
      if (!(error instanceof Failure)) this.#parts.log(`${config.id}: a bug`, error);
    }
  }

  async #sendNow(job: Job): Promise<void> {
    this.#retry.cancel();
    const config = this.#config;
    let failed = true;
    try {
      const profile = this.#parts.profile(config.profile);
      accessOf(config, this.#parts);
      await this.#local.lookUntilWhole(this.#rule(profile), job.signal);
      // Without a report there is nothing to say to the server.
      if (this.#givings().length > 0 || job.before !== undefined) {
        await go(config, job, this.#parts, (signal) => this.#sending(config, profile, job, signal));
      }
      failed = false;
    } finally {
      this.#look();
      const period = periodMs(this.#config.uploadPeriod);
      if (this.#givings().length === 0) this.#retry.cancel();
      else if (!failed && this.#waitsFor === undefined) this.#retry.after(0);
      else if (period !== undefined) this.#retry.after(jittered(period));
      this.#host.changed();
    }
  }

  #sending(config: FtpReportConfig, profile: Profile, job: Job, signal: AbortSignal): Round {
    let waits: string | undefined;
    const giver = new Giver(
      {
        resource: config.id,
        cause: job.cause,
        signal,
        occupied: config.occupied,
        rename: config.rename,
        quietMs: config.quietTime * 1000,
        isCollected: (session, path) => isCollected(session, path, profile),
        waits: (path) => {
          waits = path;
        },
      },
      this.#parts,
    );
    const errandOf = (exchange: GivingExchange) => ({
      path: exchange.detail.remote,
      version: exchange.detail.version,
      run: async (session: Session, begin: Parameters<Giver["give"]>[2]) => {
        // One that waits holds up those behind it: their order is that of the sales.
        if (waits !== undefined) return;
        await giver.give(exchange.id, session, begin);
        if (waits !== undefined && waits !== this.#waitsFor) this.#tell("reportWaits", { path: waits });
        this.#waitsFor = waits;
      },
    });
    const find = async () => this.#givings().map(errandOf);
    return { find, part: () => giver.part };
  }

  async #pollNow(job: Job): Promise<void> {
    this.#poll.cancel();
    const config = this.#config;
    try {
      const profile = this.#parts.profile(config.profile);
      await go(config, job, this.#parts, (signal) => this.#polling(config, profile, job, signal));
    } finally {
      this.#look();
      this.#schedulePoll(periodMs(this.#config.pollPeriod));
      if (this.#retry.at === 0 && this.#givings().some(({ state }) => state === "claimed")) this.#retry.after(0);
      this.#host.changed();
    }
  }

  #polling(config: FtpReportConfig, profile: Profile, job: Job, signal: AbortSignal): Round {
    const quietMs = config.quietTime * 1000;
    const isPending = (taking: Taking) => this.#isUnserved(taking, config);
    const produce = config.producer === "set" ? producer(config, profile, this.#parts) : undefined;
    const taker = new Taker(
      {
        resource: config.id,
        cause: job.cause,
        signal,
        arrived: "requestTaken",
        quietMs,
        pending: isPending,
        receiving: (on) => job.receiving(on),
        notClaimable: () => {
          this.#claimable = false;
        },
        ...(produce === undefined ? {} : { produce }),
      },
      this.#parts,
    );
    const errandOf = (exchange: TakingExchange) => ({
      path: exchange.detail.remote,
      version: exchange.detail.seen,
      run: async (session: Session, begin: Parameters<Taker["take"]>[2]) => {
        await taker.take(exchange.id, session, begin);
      },
    });
    const find = async (session: Session) => {
      const open = this.#takings();
      const going: TakingExchange[] = [];
      for (const one of open) if (one.state !== "fetched" || !(await isPending(one.detail))) going.push(one);
      if (polls(config) && open.length === 0) {
        const rule = { ready: "quiet", marker: "", removeMarker: false, quietMs } as const;
        const arrivals = await this.#requests.whole(session, config.remoteFlag, rule, { taken: () => false, signal });
        for (const { remote, version } of arrivals) {
          // A request for what the device makes itself needs no flag of its own.
          const local = config.unloadFlag === "" ? config.localFile : config.unloadFlag;
          const taking = { remote, seen: version, local };
          const claim = config.claim === "auto" && this.#claimable;
          const started = { kind: "request", ...newTaking(taking, claim) } as const;
          if (await isPending(started.detail)) continue;
          going.push({ ...started, id: this.#parts.exchanges.begin(config.id, started) });
        }
      }
      return going.map(errandOf);
    };
    return { find };
  }

  /** The producer has not taken the flag before. What the device makes itself waits for nobody. */
  async #isUnserved({ local }: Pick<Taking, "local">, { producer }: FtpReportConfig): Promise<boolean> {
    if (producer === "set") return false;
    const { store, path } = this.#parts.tree.locate(local);
    return (await store.stat(path)) !== undefined;
  }

  #schedulePoll(ms: number | undefined): void {
    if (ms !== undefined && polls(this.#config) && this.#config.pollPeriod > 0) this.#poll.after(ms);
    else if (this.#takings().length > 0) this.#poll.after(ms ?? GO_ON_MS);
    else this.#poll.cancel();
  }

  #givings(): readonly GivingExchange[] {
    const all = this.#parts.exchanges.pending(this.#config.id).filter(isGiving);
    return all.filter(({ state }) => state !== "claiming");
  }

  #takings(): readonly TakingExchange[] {
    return this.#parts.exchanges.pending(this.#config.id).filter((one) => !isGiving(one)) as readonly TakingExchange[];
  }

  #look(): void {
    this.#pending = this.#givings().filter(({ state }) => state !== "removing").length + this.#takings().length;
    this.#lastRequest = this.#parts.exchanges.last(this.#config.id, "request");
    this.#lastReport = Math.round(this.#parts.exchanges.last(this.#config.id, "report")?.time ?? 0);
  }

  #rule({ report }: Profile): LocalReportRule {
    const { id, localFile, unloadFlag, remoteFile, quietTime } = this.#config;
    return { resource: id, localFile, unloadFlag, remoteFile, quietMs: quietTime * 1000, report };
  }

  #tell(
    type: "reportWaits" | "reportUnreadable" | "notAcknowledged",
    parameters: Readonly<Record<string, string>>,
  ): void {
    const { id } = this.#config;
    const error = type === "reportUnreadable" ? ERROR.media : undefined;
    const severity = error === undefined ? "warning" : "error";
    try {
      this.#parts.journal.append({ type, severity, resource: id, origin: id, parameters, error });
    } catch (failure) {
      this.#parts.log(`${id}: the event ${type} could not be recorded`, failure);
    }
  }
}

function polls({ autoUnload, remoteFlag }: FtpReportConfig): boolean {
  return autoUnload && remoteFlag !== "";
}

function jittered(ms: number): number {
  return (ms * (100 + randomInt(-JITTER, JITTER + 1))) / 100;
}

async function isCollected(session: Session, path: string, { report, encoding }: Profile): Promise<boolean> {
  if (report.collected !== "marked" || report.mark === undefined) return false;
  return !isOpen(await remoteBeginningOf(session, path, encoding), report.mark);
}
