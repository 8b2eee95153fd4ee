import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import type { Clock } from "../clock.ts";
import { COMMANDS } from "./commands.ts";
import { ControlConnection, type DialogueLine, type WireEncoding } from "./control-connection.ts";
import type { DataPort, PortRange } from "./data-connection.ts";
import type { FaultEvent, FaultOf } from "./fault-rules.ts";
import type { Faults, Occasion } from "./faults.ts";
import { clientPath, type Jail } from "./jail.ts";
import { FACTS, type Fact } from "./listing.ts";
import { replyTo } from "./refusal.ts";
import { replacesExecution, speak } from "./speech.ts";

export interface User {
  readonly password: string;
  readonly readOnly?: boolean;
}

/** What every session of a server shares. */
export interface SessionSettings {
  readonly clock: Clock;
  readonly jail: Jail;
  readonly faults: Faults;
  readonly users: ReadonlyMap<string, User>;
  readonly greeting: string;
  readonly encoding: WireEncoding;
  readonly tls: { readonly context: SecureContext; readonly implicit: boolean; readonly required: boolean } | undefined;
  readonly passivePorts: PortRange | undefined;
  readonly idleMs: number;
  readonly maxSessions: number;
  /** How many sessions are open, this one included. */
  readonly count: () => number;
  readonly log: (line: DialogueLine) => void;
}

/** One control dialogue: commands are executed and answered one after the other, however they arrive. */
export class Session {
  readonly settings: SessionSettings;
  readonly control: ControlConnection;
  /** The name USER gave. */
  userName = "";
  failedLogins = 0;
  /** Logged in. */
  user: User | undefined;
  /** Current folder, as the client sees it. */
  folder = "/";
  renameFrom: string | undefined;
  /** Where the next transfer begins, in bytes (REST). */
  restartAt = 0;
  /** After EPSV ALL no other command for data ports is accepted. */
  extendedOnly = false;
  /** PBSZ came, as it must before PROT. */
  bufferSized = false;
  protectsData: boolean;
  facts: readonly Fact[] = FACTS;
  #dataPort: DataPort | undefined;
  #transfer: AbortController | undefined;
  #command = "";
  #argument = "";

  constructor(socket: Socket, settings: SessionSettings, number: number) {
    this.settings = settings;
    this.protectsData = settings.tls?.implicit === true;
    this.control = new ControlConnection(socket, {
      clock: settings.clock,
      encoding: settings.encoding,
      log: (from, text) => settings.log({ session: number, from, text: this.#masked(from, text) }),
      onAbort: () => this.#transfer?.abort(),
    });
  }

  /** Leads the dialogue to its end. Whatever it raises is a bug. */
  async run(): Promise<void> {
    const { control, settings } = this;
    try {
      if (!(await this.#greet())) return;
      for (;;) {
        const line = await control.nextLine(settings.idleMs);
        if (line === undefined) return;
        await this.#answer(line);
      }
    } finally {
      this.dataPort = undefined;
      control.close();
    }
  }

  /** Says a reply; a final one meets the faults of the event `reply`. */
  async say(reply: string): Promise<void> {
    const fault = /^[2-5]/.test(reply) ? await this.fault("reply") : undefined;
    if (fault === undefined) await this.control.send(reply);
    else await this.#speak(fault, reply);
  }

  /** The fault that strikes at this point of the dialogue, if any. */
  fault<E extends FaultEvent>(event: E): Promise<FaultOf[E] | undefined> {
    return this.settings.faults.at(event, this.#occasion());
  }

  /** The absolute path behind an argument. */
  path(argument: string): string {
    return clientPath(this.folder, argument);
  }

  /** How the next data connection comes about. A new way takes the place of the one before. */
  get dataPort(): DataPort | undefined {
    return this.#dataPort;
  }

  set dataPort(port: DataPort | undefined) {
    this.#dataPort?.close();
    this.#dataPort = port;
  }

  /** Runs a transfer with the signal that ABOR and the client's departure give. */
  async transfer<T>(run: (port: DataPort, signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const port = this.#dataPort;
    if (port === undefined) return undefined;
    const abort = new AbortController();
    this.#transfer = abort;
    try {
      return await run(port, AbortSignal.any([abort.signal, this.control.departed]));
    } finally {
      this.#transfer = undefined;
      this.dataPort = undefined;
    }
  }

  async #greet(): Promise<boolean> {
    const { control, settings } = this;
    const early = await this.fault("connect");
    if (early !== undefined) await speak(control, settings.clock, { ...early, silent: true }, undefined);
    if (settings.tls?.implicit) control.secure(settings.tls.context);
    const full = settings.count() > settings.maxSessions;
    const greeting = full ? "421 Too many connections." : `220 ${settings.greeting}`;
    const fault = await this.fault("greeting");
    if (fault === undefined) await control.send(greeting);
    else await this.#speak(fault, greeting);
    return !full;
  }

  async #answer(line: string): Promise<void> {
    const [, name = "", argument = ""] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
    this.#command = name.toUpperCase();
    this.#argument = argument;
    const fault = await this.fault("command");
    if (fault !== undefined) await this.#speak(fault, undefined);
    if (fault !== undefined && replacesExecution(fault)) return;
    const reply = await this.#execute().catch(replyTo);
    if (reply !== undefined) await this.say(reply);
  }

  async #execute(): Promise<string | undefined> {
    const command = COMMANDS.get(this.#command);
    if (command === undefined) return "500 Unknown command.";
    if (command.needs !== "nothing" && this.user === undefined) return "530 Please log in with USER and PASS.";
    if (command.needs === "write" && this.user?.readOnly) return "550 Permission denied.";
    return (await command.run(this, this.#argument)) ?? undefined;
  }

  #speak(fault: FaultOf["reply"], reply: string | undefined): Promise<void> {
    const fill = (text: string) => text.replaceAll("{argument}", this.#argument).replaceAll("{command}", this.#command);
    const filled = Object.entries(fault).map(([key, value]) => [key, typeof value === "string" ? fill(value) : value]);
    return speak(this.control, this.settings.clock, Object.fromEntries(filled), reply);
  }

  #occasion(): Occasion {
    const occasion = { command: this.#command, sessions: this.settings.count() };
    if (COMMANDS.get(this.#command)?.takesPath !== true) return occasion;
    const path = this.#pathOrRoot();
    return { ...occasion, path, exists: () => this.settings.jail.exists(path).catch(() => false) };
  }

  #pathOrRoot(): string {
    try {
      return this.path(this.#argument);
    } catch {
      return "/";
    }
  }

  #masked(from: DialogueLine["from"], text: string): string {
    if (from === "client") return text.replace(/^(PASS)\b.*/is, "$1 ***");
    const password = this.#command === "PASS" ? this.#argument : "";
    return password === "" ? text : text.replaceAll(password, "***");
  }
}
