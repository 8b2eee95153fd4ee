import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import type { DialogueLine } from "../../src/ftp-server/control-connection.ts";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { Life, type LifeOptions } from "./life.ts";
import { numberedFile, numberOf } from "./numbered-file.ts";
import { Oracle, type Violation } from "./oracle.ts";

export interface SiteOptions {
  readonly claim: "auto" | "off";
  readonly cache: string;
  readonly mutant?: string | undefined;
  /** Without a controller, for a while. */
  readonly lifeless?: boolean;
}

/** The names of a till's exchange, on both sides. */
const NAMES = { catalog: "POS.spr", loadFlag: "POS.flg", report: "POS.rep", request: "POS.flz", unloadFlag: "POS.ufl" };
/** Larger than one piece on the wire, so that a transfer has a middle. */
export const CATALOG_BYTES = 100_000;
export const REPORT_BYTES = 100_000;
const LOOK_MS = 3;

/**
 * A whole place of trade: the real controller as a process that may be killed, an embedded FTP server that goes on, a
 * back office that collects, and a till that loads and reports. Every look checks what must always be so.
 */
export class TillSite {
  readonly catalogs = new Oracle("catalog");
  readonly requests = new Oracle("request");
  readonly reports = new Oracle("report");
  readonly data: string;
  readonly remote: string;
  readonly local: string;
  /** The till works, and the back office collects. */
  tillWorks = true;
  officeWorks = true;
  /** Told at every line of the dialogues, as it is received or about to be said. */
  onDialogue: (line: DialogueLine) => void = () => {};
  /** How many there were. */
  lines = 0;
  #life: Life | undefined;
  readonly #options: SiteOptions;
  readonly #folder: string;
  readonly #server: FtpServer;
  readonly #looks: NodeJS.Timeout;

  private constructor(folder: string, server: FtpServer, options: SiteOptions) {
    this.#folder = folder;
    this.#server = server;
    this.#options = options;
    this.data = join(folder, "data");
    this.remote = join(folder, "server/Obmen");
    this.local = join(this.data, "flashdisk/pos");
    mkdirSync(this.remote, { recursive: true });
    mkdirSync(this.local, { recursive: true });
    this.#configure();
    if (options.lifeless !== true) this.revive();
    this.#looks = setInterval(() => this.look(), LOOK_MS);
  }

  static async start(options: SiteOptions): Promise<TillSite> {
    const folder = mkdtempSync(join(tmpdir(), "relais-campaign-"));
    const heard: { site?: TillSite } = {};
    const server = await startFtpServer({
      root: join(folder, "server"),
      users: { easy: { password: "secret" } },
      log: (line) => heard.site?.hear(line),
    });
    const site = new TillSite(folder, server, options);
    heard.site = site;
    return site;
  }

  async stop(): Promise<void> {
    clearInterval(this.#looks);
    this.#life?.kill();
    await this.#life?.ended;
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A new life on the same data. */
  revive(options: Partial<LifeOptions> = {}): void {
    this.#life = new Life(this.data, { ...this.#options, ...options });
  }

  get life(): Life {
    if (this.#life === undefined) throw new Error("this site has no controller");
    return this.#life;
  }

  /** Another disk and another server in the place of these, as a loss of power left them. */
  become(fill: (data: string, remote: string) => void): void {
    for (const folder of [this.data, this.remote]) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }
    fill(this.data, this.remote);
    mkdirSync(this.local, { recursive: true });
    this.#configure();
  }

  #configure(): void {
    const { port } = this.#server;
    writeFileSync(join(this.data, "config.yaml"), stringify(configuration(port, this.#options.claim)));
  }

  get faults() {
    return this.#server.faults;
  }

  suffer(rules: readonly Rule[]): void {
    this.#server.faults.set(rules);
  }

  /** As a back office does that keeps to the protocol: whole, by a rename. */
  dropCatalog(): void {
    this.#appear(this.remote, NAMES.catalog, numberedFile("catalog", this.catalogs.give(), CATALOG_BYTES));
  }

  dropRequest(): void {
    this.#appear(this.remote, NAMES.request, numberedFile("request", this.requests.give(), 0));
  }

  produceReport(): void {
    this.#appear(this.local, NAMES.report, numberedFile("report", this.reports.give(), REPORT_BYTES));
  }

  /** Nothing is under way any more, as far as can be seen from outside. */
  get isQuiet(): boolean {
    return [this.catalogs, this.requests, this.reports].every(({ allArrived }) => allArrived) && this.leftovers === "";
  }

  /** What still lies about, on both sides; but for what a killed process was writing, which is swept a day later. */
  get leftovers(): string {
    const there = readdirSync(this.remote).map((name) => `remote ${name}`);
    const here = readdirSync(this.local).filter((name) => !/^\.relais-[0-9a-f]{18}\.part$/.test(name));
    return [...there, ...here.map((name) => `local ${name}`)].join(", ");
  }

  get standing(): string {
    const counts = [this.catalogs, this.requests, this.reports].map((oracle) => oracle.standing);
    return `${counts.join(", ")}; left over: ${this.leftovers}`;
  }

  /** What the controller says of itself, for the message of a finding. */
  async outputs(): Promise<string> {
    try {
      const token = readFileSync(join(this.data, "local.token"), "utf8");
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${this.life.url}/api/v1/vars?match=*`, { headers });
      const { vars } = (await response.json()) as { vars: { path: string; value: boolean | number | string }[] };
      return vars.map(({ path, value }) => `${path.replace("easy.RESS.", "")}=${value}`).join(" ");
    } catch (error) {
      return String(error);
    }
  }

  drain(): Violation[] {
    return [this.catalogs, this.requests, this.reports].flatMap((oracle) => oracle.drain());
  }

  /** One look of the till and of the back office. Nobody else of this process works meanwhile. */
  look(): void {
    this.#checkFlag();
    if (this.tillWorks) {
      this.#load();
      this.#serve();
    }
    if (this.officeWorks) this.#collect();
  }

  /** Before a file is removed from the server, the till must have it, flag and all. */
  hear(line: DialogueLine): void {
    const name = line.from === "client" ? /^DELE (.*)$/i.exec(line.text)?.[1] : undefined;
    if (name !== undefined) this.#judgeRemoval(basename(name));
    this.lines += 1;
    this.onDialogue(line);
  }

  #judgeRemoval(name: string): void {
    const content = read(join(this.remote, name));
    if (content === undefined) return;
    if (name.startsWith(NAMES.catalog)) {
      const number = numberOf("catalog", content) ?? 0;
      const here = numberOf("catalog", read(join(this.local, NAMES.catalog)) ?? "") === number;
      const flagged = here && existsSync(join(this.local, NAMES.loadFlag));
      if (!flagged && !this.catalogs.hasArrived(number))
        this.catalogs.accuse(`${number} was removed before it was loaded`);
    } else if (name.startsWith(NAMES.request)) {
      const number = numberOf("request", content) ?? 0;
      const here = numberOf("request", read(join(this.local, NAMES.unloadFlag)) ?? "") === number;
      if (!here && !this.requests.hasArrived(number)) this.requests.accuse(`${number} was removed before it was taken`);
    } else if (name === NAMES.report) this.reports.accuse("was removed from the server");
  }

  #checkFlag(): void {
    if (!existsSync(join(this.local, NAMES.loadFlag))) return;
    const content = read(join(this.local, NAMES.catalog));
    if (content === undefined) this.catalogs.accuse("is not there, and its flag is");
    else if (numberOf("catalog", content) === undefined) this.catalogs.accuse("is torn");
  }

  #load(): void {
    const flag = join(this.local, NAMES.loadFlag);
    if (!existsSync(flag)) return;
    this.catalogs.arrive(numberOf("catalog", read(join(this.local, NAMES.catalog)) ?? ""));
    rmSync(join(this.local, NAMES.catalog), { force: true });
    unlinkSync(flag);
  }

  #serve(): void {
    const flag = join(this.local, NAMES.unloadFlag);
    const content = read(flag);
    // A report that waits is not to be replaced by the next.
    if (content === undefined || existsSync(join(this.local, NAMES.report))) return;
    this.requests.arrive(numberOf("request", content));
    unlinkSync(flag);
    this.produceReport();
  }

  #collect(): void {
    const report = join(this.remote, NAMES.report);
    const content = read(report);
    if (content === undefined) return;
    this.reports.arrive(numberOf("report", content));
    unlinkSync(report);
  }

  #appear(folder: string, name: string, content: string): void {
    const temporary = join(this.#folder, "appearing");
    writeFileSync(temporary, content);
    renameSync(temporary, join(folder, name));
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function configuration(port: number, claim: SiteOptions["claim"]): object {
  const till = {
    connection: "LAN01",
    user: "easy",
    password: "secret",
    pollPeriod: 0.001,
    quietTime: 0,
    claim,
  };
  return {
    connections: [{ id: "LAN01", address: "127.0.0.1", port }],
    resources: [
      {
        id: "R00003",
        kind: "ftp-catalog",
        ...till,
        remoteFile: `Obmen/${NAMES.catalog}`,
        localFile: `Net.FlashDisk/pos/${NAMES.catalog}`,
        loadFlag: `Net.FlashDisk/pos/${NAMES.loadFlag}`,
      },
      {
        id: "R00004",
        kind: "ftp-report",
        ...till,
        remoteFile: `Obmen/${NAMES.report}`,
        remoteFlag: `Obmen/${NAMES.request}`,
        localFile: `Net.FlashDisk/pos/${NAMES.report}`,
        unloadFlag: `Net.FlashDisk/pos/${NAMES.unloadFlag}`,
        uploadPeriod: 0.01,
        occupied: "wait",
      },
    ],
  };
}
