import type { Item } from "../forms/form-schema.ts";
import type { Value } from "./wire.ts";

/** How a resource is, beside how it is configured. */
export interface Live {
  readonly status?: Value;
  readonly action?: Value;
  readonly error?: Value;
  readonly fault?: Value;
  readonly value?: Value;
  readonly lastSuccess?: string;
  readonly nextRun?: string;
}

/** A resource in a list (`GET /resources?summary=true`). */
export interface ListedResource {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly connection?: string;
  readonly inService: boolean;
  readonly live: Live;
}

/** A resource with all of its parameters; its password is never among them. */
export interface ShownResource extends Item {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly connection?: string;
  readonly inService: boolean;
  readonly passwordSet?: boolean;
  readonly live: Live;
}

/** What of it can be changed and given back. */
export function parametersOf({ live: _live, passwordSet: _passwordSet, ...parameters }: Item): Item {
  return parameters;
}

export const resourcePath = (id: string): string => `/resources/${encodeURIComponent(id)}`;
