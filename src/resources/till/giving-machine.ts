/**
 * The states of a report on its way to the server. Each is on record before the hands do what it says; a step that was
 * cut is done again. `.part` on the server is the witness of the rename: while it is there, the rename was not done.
 */
export type GivingState =
  /** Copy it into a kept file: what becomes of the original meanwhile is another report. */
  | "claiming"
  /** Send the kept file under a name of its own. */
  | "claimed"
  /** It is there, whole: look whether its name is free. */
  | "uploaded"
  /** Rename it on the server. */
  | "committing"
  /** Put the marker beside it. */
  | "marking"
  /** Remove the original, unless it is another report by now, and the kept file. */
  | "removing";

/** What the hands found or did. */
export type GivingFact =
  /** The original changed while it was copied: it is looked at anew. */
  | "changed"
  | "copied"
  | "uploaded"
  /** A report stands under the name, and is to be waited for. */
  | "occupied"
  | "free"
  | "committed"
  | "marked"
  | "removed";

export interface GivingOptions {
  /** A marker follows it. */
  readonly marker: boolean;
}

/** What follows; `over` ends it. A fact that a state does not know changes nothing. */
export function nextGiving(state: GivingState, fact: GivingFact, { marker }: GivingOptions): GivingState | "over" {
  switch (state) {
    case "claiming":
      if (fact === "changed") return "over";
      return fact === "copied" ? "claimed" : state;
    case "claimed":
      return fact === "uploaded" ? "uploaded" : state;
    case "uploaded":
      return fact === "free" ? "committing" : state;
    case "committing":
      if (fact === "committed") return marker ? "marking" : "removing";
      return state;
    case "marking":
      return fact === "marked" ? "removing" : state;
    case "removing":
      return fact === "removed" ? "over" : state;
  }
}
