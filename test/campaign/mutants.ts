/** A known bug: a text of a source file, and what takes its place. */
export interface Mutant {
  /** The end of the file's path. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Bugs that the campaign must find, or it proves nothing. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {};
