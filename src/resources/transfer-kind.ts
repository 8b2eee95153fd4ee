import type { TSchema } from "typebox";
import type { VarRows } from "../vars/definition.ts";
import type { Hands } from "./hands.ts";
import type { Kind, Menu, Parts } from "./kind.ts";
import { Resource, type ResourceSettings } from "./resource.ts";
import type { transferOutputs } from "./rows.ts";

/** What makes a kind of resource that transfers files: parameters, variables, and hands for one command. */
export interface TransferKind<Config> {
  readonly schema: TSchema;
  /** `internet` when left out. */
  readonly menu?: Menu;
  readonly rows: VarRows & typeof transferOutputs;
  /** Hands for one command, with the configuration as it is when the command begins. */
  hands(config: Config, parts: Parts): Hands;
  /** Forgets what was kept for a resource that is gone from the configuration. */
  forget?(id: string, parts: Parts): void;
}

/** Every kind that transfers files lives alike: the machine decides, its hands perform. */
export function transferKind<Config extends ResourceSettings>(kind: TransferKind<Config>): Kind<Config> {
  return {
    schema: kind.schema,
    menu: kind.menu ?? "internet",
    rows: () => kind.rows,
    start: (config, parts) => {
      let current = config;
      const resource = new Resource(config, kind.rows, () => kind.hands(current, parts), parts);
      return {
        update: (next) => {
          current = next;
          resource.update(next);
        },
        takeUp: (record) => resource.takeUp(record),
        stop: () => resource.stop(),
        remove: async () => {
          await resource.remove();
          try {
            kind.forget?.(current.id, parts);
          } catch (error) {
            parts.log(`${current.id}: what was kept for it could not be forgotten`, error);
          }
        },
      };
    },
  };
}
