/** Who did not keep to the protocol: the till, this office itself, or somebody else on the server. */
export type Culprit = "till" | "office" | "other";

/** What can be broken. Texts: `backOffice.breach.<name>`. */
export const BREACHES = {
  /** The marker of a report was there, and the report was not. */
  flagBeforeData: "till",
  /** A catalog was replaced before the till had taken it: by somebody else, or by us when we are told to. */
  catalogOverwritten: "other",
  /** A catalog is still there after the time limit. */
  catalogNotTaken: "till",
  /** A request flag is still there after the time limit. */
  flagNotRemoved: "till",
  /** A report changed while it was read: it was under its name before it was complete. */
  reportIncomplete: "till",
  /** A report does not end as one ends. */
  reportTorn: "till",
  /** A report that we have already, byte for byte. */
  reportRepeated: "till",
} as const satisfies Record<string, Culprit>;
export type BreachName = keyof typeof BREACHES;

/** What is dropped: catalogs, which the till loads, or flags, which ask it for a report. */
export type DropKind = "catalog" | "request";

/** Something that was done or seen: a line of the ledger. */
export type Happening =
  | {
      readonly what: "dropping" | "dropped";
      readonly kind: DropKind;
      readonly number: number;
      readonly file: FileFigures;
    }
  | {
      readonly what: "taken";
      readonly kind: DropKind;
      readonly number: number;
      readonly remote: string;
      readonly seconds: number;
    }
  | { readonly what: "collected"; readonly number: number; readonly file: FileFigures; readonly local: string }
  | { readonly what: "breach"; readonly breach: BreachName; readonly by: Culprit; readonly remote: string }
  | { readonly what: "trouble"; readonly failure: string; readonly detail: string }
  | { readonly what: "recovered" };

/** A file on the server, as it was put there or found. */
export interface FileFigures {
  readonly remote: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A line with its time, milliseconds since 1970 UTC. */
export type LedgerLine = Happening & { readonly time: number };

/** Told everything that happens, in its order. Returns when it is durable. */
export type Tell = (happening: Happening) => Promise<void>;

export function breach(name: BreachName, remote: string, by: Culprit = BREACHES[name]): Happening {
  return { what: "breach", breach: name, by, remote };
}
