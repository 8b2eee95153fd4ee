import type { Clock } from "../clock.ts";
import { Failure } from "../errors.ts";
import { Connection } from "./connection.ts";
import type { ConnectionConfig } from "./schema.ts";
import type { OpenSession } from "./session.ts";

/** Told when a server stops answering, and when it answers again: once each, however often it is tried. */
export type OnAway = (connection: ConnectionConfig, away: boolean, failure: Failure | undefined) => void;

/** All configured connections, kept in step with the configuration. */
export class Connections {
  readonly #open: OpenSession;
  readonly #clock: Clock;
  readonly #onAway: OnAway;
  readonly #connections = new Map<string, Connection>();
  readonly #away = new Set<string>();
  /** Of all together: two connections may lead to one server, whatever their addresses look like. */
  readonly #temporaryNames = new Set<string>();

  constructor(open: OpenSession, clock: Clock, onAway: OnAway = () => {}) {
    this.#open = open;
    this.#clock = clock;
    this.#onAway = onAway;
  }

  get(id: string): Connection | undefined {
    return this.#connections.get(id);
  }

  /** Whether its server did not answer when it was last tried. */
  isAway(id: string): boolean {
    return this.#away.has(id);
  }

  /** Sessions that are open. */
  get sessions(): number {
    return [...this.#connections.values()].reduce((sum, connection) => sum + connection.sessions, 0);
  }

  apply(configs: readonly ConnectionConfig[]): void {
    const wanted = new Map(configs.map((config) => [config.id, config]));
    for (const [id, connection] of this.#connections) {
      if (!wanted.has(id)) {
        this.#connections.delete(id);
        this.#away.delete(id);
        connection.close(new Failure("connectionMissing", { subject: id }));
      }
    }
    for (const [id, config] of wanted) {
      const connection = this.#connections.get(id);
      if (connection === undefined) this.#connections.set(id, this.#make(config));
      else if (JSON.stringify(connection.config) !== JSON.stringify(config)) connection.update(config);
    }
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close(new Failure("deviceStopping"));
  }

  #make(config: ConnectionConfig): Connection {
    const onReach = (reached: boolean, failure: Failure | undefined) => {
      if (reached === !this.#away.has(config.id)) return;
      if (reached) this.#away.delete(config.id);
      else this.#away.add(config.id);
      this.#onAway(connection.config, !reached, failure);
    };
    const connection: Connection = new Connection(config, this.#open, this.#clock, onReach, this.#temporaryNames);
    return connection;
  }
}
