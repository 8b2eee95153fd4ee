import type { CommandRecord } from "../journal/records.ts";
import type { Kind, Parts } from "./kind.ts";
import { KINDS, type KindName } from "./kinds.ts";
import { Resource, type ResourceParts, type ResourceSettings } from "./resource.ts";

/** A resource as configured, whatever its kind. */
export interface AnyResourceConfig extends ResourceSettings {
  readonly kind: KindName;
}

interface Entry {
  config: AnyResourceConfig;
  readonly resource: Resource;
}

/** All configured resources, kept in step with the configuration. */
export class Resources {
  readonly #parts: Parts & ResourceParts;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: Parts & ResourceParts) {
    this.#parts = parts;
  }

  /** A resource that goes is stopped within 2 s; one whose kind changed begins anew. */
  async apply(configs: readonly AnyResourceConfig[]): Promise<void> {
    const wanted = new Map(configs.map((config) => [config.id, config]));
    const gone = [...this.#entries].filter(([id, { config }]) => wanted.get(id)?.kind !== config.kind);
    await Promise.all(gone.map(([, { resource }]) => resource.remove()));
    for (const [id] of gone) this.#entries.delete(id);
    for (const config of configs) {
      const entry = this.#entries.get(config.id);
      if (entry === undefined) this.#entries.set(config.id, this.#make(config));
      else {
        entry.config = config;
        entry.resource.update(config);
      }
    }
  }

  /** Goes on with the commands that were under way when the process ended. */
  takeUp(commands: readonly CommandRecord[]): void {
    for (const command of commands) this.#entries.get(command.resource)?.resource.takeUp(command);
  }

  /** Ends what runs, within 2 s, to go on at the next start. */
  async stop(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ resource }) => resource.stop()));
  }

  #make(config: AnyResourceConfig): Entry {
    // The table pairs each kind's schema with its hands, so a configuration that was validated fits them.
    const kind = KINDS[config.kind] as unknown as Kind<AnyResourceConfig>;
    const entry: Entry = {
      config,
      resource: new Resource(config, kind.rows, () => kind.hands(entry.config, this.#parts), this.#parts),
    };
    return entry;
  }
}
