import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Subject } from "rxjs";
import { Connections } from "../../../src/connection/connections.ts";
import { createDeviceTree } from "../../../src/files/device-tree.ts";
import { type OpenHistory, openHistory } from "../../../src/history/open-history.ts";
import { type OpenJournal, openJournal } from "../../../src/journal/open-journal.ts";
import type { FtpSetConfig } from "../../../src/resources/ftp-set/schema.ts";
import type { Kind, Live, VariableHistory } from "../../../src/resources/kind.ts";
import { KINDS } from "../../../src/resources/kinds.ts";
import { profileOf } from "../../../src/resources/till/profiles.ts";
import { defineVars, integer, shared } from "../../../src/vars/definition.ts";
import { Space } from "../../../src/vars/space.ts";
import { LOCAL_CONNECTION } from "../../support/local-connection.ts";
import type { ManualClock } from "../../support/manual-clock.ts";
import type { Client, DoubtfulServer } from "./doubtful-server.ts";

const DATABASES = ["journal.db", "samples.db"];
const KEEP = { days: 36_500, samples: 1_000_000 };
const kind = KINDS["ftp-set"] as unknown as Kind<FtpSetConfig>;

export const CONNECTION = { ...LOCAL_CONNECTION, address: "server", sessions: 2 };

export const SET: FtpSetConfig = {
  kind: "ftp-set",
  id: "R00001",
  label: "",
  inService: true,
  inputs: {},
  connection: "LAN01",
  replyDelay: 30,
  passive: true,
  user: "easy",
  password: "",
  events: { success: true, error: true, fault: false },
  rememberSend: false,
  onRestart: "resume",
  set: "Releves",
  remoteFolder: "/in",
  rename: true,
  history: "since-last",
  singleFile: false,
  fileName: "{label}_{seq}.csv",
  gzip: false,
  csv: { preset: "rfc4180" },
};

export interface Played {
  /** Where its databases are, and those of its successors are made. */
  readonly folder: string;
  readonly clock: ManualClock;
  readonly server: DoubtfulServer;
  readonly config?: Partial<FtpSetConfig>;
  /** Of points with a trace, by their label. */
  readonly points: Readonly<Record<string, string>>;
  /** The elements of the Set, asked for at each command. */
  elements(): readonly string[] | undefined;
  /** Whether the point still has its trace. */
  hasTrace?(point: string): boolean;
}

/**
 * What a process is of a controller with one FTP Set: real journal, history, space and resource on databases of their own.
 * It can be killed at any step: its successor finds the databases as they were then.
 */
export class PlayedController implements Client {
  dead = false;
  readonly journal: OpenJournal;
  readonly history: OpenHistory;
  readonly space: Space;
  readonly tree = createDeviceTree();
  readonly #played: Played;
  readonly #folder: string;
  readonly #set: Live<FtpSetConfig>;
  #stepsLeft = Number.POSITIVE_INFINITY;

  constructor(played: Played, folder = played.folder) {
    const { clock, server } = played;
    this.#played = played;
    this.#folder = folder;
    this.journal = openJournal({ file: join(folder, "journal.db"), clock, retention: { days: 1000, maxBytes: 1e9 } });
    this.history = openHistory({ file: join(folder, "samples.db"), clock });
    this.space = new Space(clock);
    for (const point of Object.values(played.points)) {
      this.space.declare(`easy.RESS.${point}`, defineVars({ Value: shared(integer(), "point.Value") }));
    }
    const connections = new Connections(server.sessionsOf(this), clock);
    connections.apply([CONNECTION]);
    const step = () => this.step();
    const parts = {
      clock,
      space: this.space,
      tree: this.tree,
      connections,
      password: () => "",
      history: this.history,
      tick$: new Subject<void>(),
      elements: () => played.elements(),
      historyOf: (path: string) => this.#historyOf(path),
      site: "site1",
      journal: stepping(this.journal, ["accept", "plan", "fileEnded", "conclude"], step),
      exports: stepping(this.journal.exports, ["plan", "begin", "confirm"], step),
      exchanges: this.journal.exchanges,
      profile: (name: string) => profileOf(name, []),
      log: (message: string, error: unknown) => {
        if (!this.dead) throw new Error(message, { cause: error });
      },
    };
    this.#set = kind.start({ ...SET, ...played.config }, parts);
    for (const command of this.journal.takeUnfinished()) this.#set.takeUp(command);
  }

  get busy(): boolean {
    return this.space.read("R00001.Action")?.value !== 0;
  }

  output(name: string): unknown {
    return this.space.read(`R00001.${name}`)?.value;
  }

  send(): void {
    this.space.pulse("R00001.Send", "test");
  }

  abort(): void {
    this.space.pulse("R00001.Abort", "test");
  }

  update(changes: Partial<FtpSetConfig>): void {
    this.#set.update({ ...SET, ...this.#played.config, ...changes });
  }

  async remove(): Promise<void> {
    await this.#set.remove();
  }

  sample(point: string, value: number): void {
    this.trace(point).append(this.#played.clock.now(), value);
  }

  trace(point: string) {
    return this.history.trace(keyOf(point), KEEP);
  }

  /** Lets turns of the event loop pass, and time with them. */
  async pass(turns: number): Promise<void> {
    for (let turn = 0; turn < turns && !this.dead; turn += 1) {
      await nextTurn();
      if (!this.dead) this.#played.clock.advance(40);
    }
  }

  async ended(): Promise<void> {
    while (this.busy && !this.dead) await this.pass(1);
  }

  async sendAndWait(): Promise<void> {
    this.send();
    await this.ended();
  }

  /** Pulses Send and answers Error at the end. */
  async errorOfSend(): Promise<unknown> {
    await this.sendAndWait();
    return this.output("Error");
  }

  /** Kills it when it has taken so many more steps, or stands still before; answers its successor. */
  async killAfter(steps: number): Promise<PlayedController> {
    this.#stepsLeft = steps;
    await this.pass(60);
    this.#die();
    return new PlayedController(this.#played, this.#nextFolder);
  }

  step(): void {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft <= 0) this.#die();
  }

  close(): void {
    this.journal.close();
    this.history.close();
  }

  get #nextFolder(): string {
    return `${this.#folder}+`;
  }

  #die(): void {
    if (this.dead) return;
    this.dead = true;
    mkdirSync(this.#nextFolder);
    for (const name of DATABASES.flatMap((file) => [file, `${file}-wal`])) {
      const file = join(this.#folder, name);
      if (existsSync(file)) copyFileSync(file, join(this.#nextFolder, name));
    }
    this.close();
  }

  #historyOf(path: string): VariableHistory | undefined {
    const [label, point] = Object.entries(this.#played.points).find(([, id]) => path === `easy.RESS.${id}.Value`) ?? [];
    if (label === undefined || point === undefined || this.#played.hasTrace?.(point) === false) return undefined;
    return { key: keyOf(point), trace: this.trace(point), label };
  }
}

const keyOf = (point: string) => `${point}.F0001`;

/** The same object, whose process takes a step after each of these calls. */
function stepping<T extends object>(target: T, methods: readonly (keyof T)[], step: () => void): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (methods.includes(name as keyof T)) step();
        return answer;
      };
    },
  });
}
