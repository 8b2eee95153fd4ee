import type { CommandRecord } from "../journal/records.ts";
import type { Kind, Live, Parts } from "./kind.ts";
import { KINDS, type KindName } from "./kinds.ts";
import type { ResourceParts } from "./resource.ts";
import { closeRecord } from "./restart.ts";

/** A resource as configured, whatever its kind. */
export interface AnyResourceConfig {
  readonly id: string;
  readonly kind: KindName;
}

interface Entry {
  config: AnyResourceConfig;
  readonly live: Live<AnyResourceConfig>;
}

/** All configured resources, kept in step with the configuration. */
export class Resources {
  readonly #parts: Parts & ResourceParts;
  readonly #entries = new Map<string, Entry>();
  /** Resources that are ending: their variables are still declared. */
  readonly #leaving = new Map<string, Promise<void>>();
  #wanted = new Map<string, AnyResourceConfig>();
  #begun = false;

  constructor(parts: Parts & ResourceParts) {
    this.#parts = parts;
  }

  /** A resource that goes ends within 2 s; one whose kind changed begins anew after that. The others change at once. */
  apply(configs: readonly AnyResourceConfig[]): void {
    this.#wanted = new Map(configs.map((config) => [config.id, config]));
    for (const [id, { config, live }] of this.#entries) {
      if (this.#wanted.get(id)?.kind !== config.kind) this.#remove(id, live);
    }
    for (const config of configs) {
      const entry = this.#entries.get(config.id);
      if (entry === undefined) this.#make(config.id);
      else if (entry.config !== config) {
        entry.config = config;
        entry.live.update(config);
      }
    }
  }

  /** Goes on with the commands that were under way when the process ended, unless their resource is gone. */
  takeUp(commands: readonly CommandRecord[]): void {
    for (const command of commands) {
      const entry = this.#entries.get(command.resource);
      if (entry === undefined) this.#discard(command);
      else entry.live.takeUp(command);
    }
  }

  /** After that: what resources do by themselves begins. */
  begin(): void {
    this.#begun = true;
    for (const { live } of this.#entries.values()) live.begin?.();
  }

  /** Ends what runs, within 2 s, to go on at the next start. */
  async stop(): Promise<void> {
    await Promise.all([...[...this.#entries.values()].map(({ live }) => live.stop()), ...this.#leaving.values()]);
  }

  #discard(command: CommandRecord): void {
    const { journal, clock, log } = this.#parts;
    try {
      closeRecord(command, "commandDiscarded", journal, clock.now());
    } catch (error) {
      log(`${command.resource}: the end of a command could not be recorded`, error);
    }
  }

  #remove(id: string, live: Live<AnyResourceConfig>): void {
    this.#entries.delete(id);
    const gone = live.remove().then(() => {
      this.#leaving.delete(id);
      this.#make(id);
    });
    this.#leaving.set(id, gone);
  }

  #make(id: string): void {
    const config = this.#wanted.get(id);
    if (config === undefined || this.#entries.has(id) || this.#leaving.has(id)) return;
    // The table pairs each kind's name with its schema, so a configuration that was validated fits its kind.
    const kind = KINDS[config.kind] as unknown as Kind<AnyResourceConfig>;
    const live = kind.start(config, this.#parts);
    this.#entries.set(id, { config, live });
    if (this.#begun) live.begin?.();
  }
}
