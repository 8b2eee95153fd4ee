/**
 * The states of a file on its way from the server: a catalog, or the flag that asks for a report. Each is on record before
 * the hands do what it says, and each of its steps may be done again after a crash: what a rename took away is the
 * witness that it was done, so what it takes away is durable before the state that says so.
 */
export type TakingState =
  /** Rename it on the server, so that the next one cannot be mistaken for it. */
  | "claiming"
  /** Receive it into a kept file. */
  | "fetching"
  /** It is here, whole: wait until the one before was taken, then go on. */
  | "fetched"
  /** Rename the kept file to where it belongs. */
  | "publishing"
  /** Rename the kept flag to where it belongs. */
  | "flagging"
  /** Remove it from the server. */
  | "deleting";

/** What the hands found or did. */
export type TakingFact =
  | "claimed"
  /** The server does not rename: it stays where it is. */
  | "notClaimable"
  /** It is not on the server any more. */
  | "gone"
  | "fetched"
  /** It changed while it was received. */
  | "changed"
  /** It was loaded before: the ledger has the same size, time and content. */
  | "known"
  /** The kept file is not what was received. */
  | "damaged"
  /** What was published before was not taken yet. */
  | "localPending"
  | "free"
  | "published"
  | "flagged"
  | "deleted"
  /** Another one has its name on the server. */
  | "replaced";

export interface TakingOptions {
  /** It has a name of its own on the server. */
  readonly claimed: boolean;
  /** A flag follows it. */
  readonly flag: boolean;
}

/** What follows; `over` ends it. A fact that a state does not know changes nothing. */
export function nextTaking(state: TakingState, fact: TakingFact, options: TakingOptions): TakingState | "over" {
  switch (state) {
    case "claiming":
      if (fact === "claimed" || fact === "notClaimable") return "fetching";
      return fact === "gone" ? "over" : state;
    case "fetching":
      if (fact === "fetched") return "fetched";
      if (fact === "known") return "deleting";
      // One that kept its name is looked at anew, as the new one it is.
      if (fact === "changed") return options.claimed ? "fetching" : "over";
      return fact === "gone" ? "over" : state;
    case "fetched":
      if (fact === "free") return "publishing";
      return fact === "damaged" ? "fetching" : state;
    case "publishing":
      if (fact === "published") return options.flag ? "flagging" : "deleting";
      return state;
    case "flagging":
      return fact === "flagged" ? "deleting" : state;
    case "deleting":
      return fact === "deleted" || fact === "replaced" ? "over" : state;
  }
}

/** With this step the file has arrived: it is told, once. */
export function arrivesWith(fact: TakingFact, { flag }: TakingOptions): boolean {
  return fact === (flag ? "flagged" : "published");
}
