import type { TSchema } from "typebox";
import type { VarRows } from "../../vars/definition.ts";
import type { Hands } from "../hands.ts";
import type { Kind, Parts } from "../kind.ts";
import type { Verb } from "../machine.ts";
import { type MoreOutputs, Resource, type ResourceParts, type ResourceSettings } from "../resource.ts";
import type { transferOutputs } from "../rows.ts";

/** What a resource of the till's exchange does beside what it is told: polls, retries, looks at local files. */
export interface Till<Config> {
  update(config: Config): void;
  /** For one command or turn. */
  hands(): Hands;
  /** Once a second while the resource is in service: asks its host for the turns that are due. */
  tick(): void;
  readonly outputs: MoreOutputs;
  stop(): Promise<void>;
  /** The resource is gone for good: removes what it keeps on disk, but for what is nowhere else. */
  forget(): Promise<void>;
}

/** What a till asks of the resource that it lives in. */
export interface TillHost {
  /** Does a turn, unless something else runs: then it is asked for again at the next tick. */
  turn(verb: Verb): void;
  /** What it shows has changed. */
  changed(): void;
}

export interface TillKind<Config> {
  readonly schema: TSchema;
  readonly rows: VarRows & typeof transferOutputs;
  till(config: Config, parts: Parts & ResourceParts, host: TillHost): Till<Config>;
  /** What `Resource` is to know of the parameters. */
  settings(config: Config): ResourceSettings;
}

/** One after the other: what was told to stop may still be at its disk when the resource goes on without it. */
class Rounds {
  #last: Promise<unknown> = Promise.resolve();

  inTurn(hands: Hands): Hands {
    return {
      run: (job) => {
        const round = this.#last.then(() => hands.run(job));
        this.#last = round.catch(() => undefined);
        return round;
      },
    };
  }
}

/** A kind whose resources take turns of their own; commands are those of every resource that transfers files. */
export function tillKind<Config extends ResourceSettings>(kind: TillKind<Config>): Kind<Config> {
  return {
    schema: kind.schema,
    menu: "till",
    rows: () => kind.rows,
    start: (config, parts) => {
      let current = config;
      let begun = false;
      const host: TillHost = { turn: (verb) => resource.turn(verb), changed: () => resource.show() };
      const till = kind.till(config, parts, host);
      const rounds = new Rounds();
      const resource: Resource = new Resource(
        kind.settings(config),
        kind.rows,
        () => rounds.inTurn(till.hands()),
        parts,
        () => till.outputs(),
      );
      const ticks = parts.tick$.subscribe(() => {
        if (begun && current.inService) till.tick();
      });
      const stop = async () => {
        ticks.unsubscribe();
        await till.stop();
      };
      return {
        update: (next) => {
          current = next;
          till.update(next);
          resource.update(kind.settings(next));
        },
        takeUp: (record) => resource.takeUp(record),
        begin: () => {
          begun = true;
        },
        stop: async () => {
          await Promise.all([stop(), resource.stop()]);
        },
        remove: async () => {
          await Promise.all([stop(), resource.remove()]);
          try {
            await till.forget();
            parts.exchanges.forget(current.id);
          } catch (error) {
            parts.log(`${current.id}: what was kept for it could not be forgotten`, error);
          }
        },
      };
    },
  };
}
