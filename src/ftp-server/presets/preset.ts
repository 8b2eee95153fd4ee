import type { Rule } from "../fault-rules.ts";

/** A fault people can rehearse by its name. */
export interface Preset {
  readonly description: string;
  readonly rules: readonly Rule[];
}

export type Presets = Readonly<Record<string, Preset>>;
