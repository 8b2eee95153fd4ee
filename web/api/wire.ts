/** What the HTTP face answers, as far as the pages read it. */

export type Value = boolean | number | string;

export interface Variable {
  /** In full: `easy.RESS.R00001.Send`. */
  readonly path: string;
  readonly value: Value;
  readonly type: "bool" | "integer" | "number" | "code" | "text" | "time";
  readonly direction: "input" | "output";
  /** Key of the text that says what it is. */
  readonly text: string;
  /** Of a code: its texts are `code.<this>.<value>`. */
  readonly code?: string;
  readonly unit?: string;
}

export interface Snapshot {
  readonly seq: number;
  readonly vars: readonly Variable[];
}

export interface Commit {
  readonly seq: number;
  readonly vars: readonly { readonly path: string; readonly value: Value }[];
}

export interface Resource {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
}

/** From the lowest to the highest. */
export const LEVELS = ["guest", "operator", "installer", "administrator"] as const;
export type Level = (typeof LEVELS)[number];

export interface Account {
  readonly name: string;
  readonly level: Level;
}
