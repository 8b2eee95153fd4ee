/**
 * The states of a report on its way to the server. Each is on record before the hands do what it says; a step that was
 * cut is done again. `.part` on the server is the witness of the rename: while it is there, the rename was not done.
 */
export type GivingState =
  /** Copy it into a kept file: what becomes of the original meanwhile is another report. */
  | "claiming"
  /** Send the kept file under a name of its own; where the server does not rename, look whether its name is free. */
  | "claimed"
  /** Send it under its name, as the server does not rename. */
  | "sending"
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
  /** The server does not rename any more: what is there under a name of its own is removed. */
  | "notRenamed"
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
      if (fact === "free") return "sending";
      return fact === "uploaded" ? "uploaded" : state;
    case "uploaded":
      if (fact === "notRenamed") return "claimed";
      return fact === "free" ? "committing" : state;
    case "committing":
      if (fact === "notRenamed") return "claimed";
      if (fact === "committed") return marker ? "marking" : "removing";
      return state;
    case "sending":
      if (fact === "committed") return marker ? "marking" : "removing";
      return state;
    case "marking":
      return fact === "marked" ? "removing" : state;
    case "removing":
      return fact === "removed" ? "over" : state;
  }
}
