import { addressOf } from "../../router.ts";

/** A connection as the API shows it. */
export interface Connection {
  readonly id: string;
  readonly label: string;
  readonly valid: boolean;
  readonly address: string;
  readonly port: number;
  readonly security: string;
}

/** A resource, as far as a connection is concerned. */
export interface Using {
  readonly id: string;
  readonly label: string;
  readonly connection?: string;
  readonly remoteFolder?: string;
}

const LAN = ["configuration", "lan"] as const;

export const listAddress = addressOf(LAN);
export const addAddress = (protocol = ""): string => addressOf(LAN, { add: protocol });
export const connectionAddress = (id: string): string => addressOf([...LAN, id]);
/** The page of a connection, with the focus on one of its fields. */
export const fieldAddress = (id: string, field: string): string => addressOf([...LAN, id], { field });

/** The first identifier of the form LAN01 that is free. */
export function freeId(connections: readonly Connection[]): string {
  const taken = new Set(connections.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = `LAN${String(number).padStart(2, "0")}`;
    if (!taken.has(id)) return id;
  }
}
