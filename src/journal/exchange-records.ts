/** What goes over the server: a catalog or a request to us, a report from us. */
export type ExchangeKind = "catalog" | "request" | "report";

/** A file on its way between the server and the controller, in a state that its owner decides what to do in. */
export interface Exchange<State extends string = string, Detail = unknown> {
  /** Counts up: the order in which exchanges began. */
  readonly id: number;
  readonly kind: ExchangeKind;
  readonly state: State;
  /** All that is needed to go on after a restart, whatever the configuration says by then. JSON: only its owner reads it. */
  readonly detail: Detail;
}

export type NewExchange<State extends string = string, Detail = unknown> = Omit<Exchange<State, Detail>, "id">;

/** A file that arrived whole, for the ledger. */
export interface Exchanged {
  readonly kind: ExchangeKind;
  /** Where it was on the server, or where it is now. */
  readonly remote: string;
  /** Bytes. */
  readonly size: number;
  /** Of the remote file; `undefined` when the server does not tell. Milliseconds since 1970 UTC. */
  readonly modified: number | undefined;
  readonly sha256: string;
  /** What its owner wants to know again. JSON. */
  readonly note?: unknown;
}

/** A line of the ledger. */
export interface Entry extends Exchanged {
  /** When it arrived, milliseconds since 1970 UTC. */
  readonly time: number;
}
