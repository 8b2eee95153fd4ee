/** The configuration as a whole, as the API shows it. */
export interface WholeConfiguration {
  readonly version: string;
  readonly yaml: string;
}

/** A fault of a file, with where it is. */
export interface FileFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly severity: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** What a file would change, item by item. */
export interface FileChange {
  readonly section: string;
  readonly item: string;
  readonly change: "added" | "changed" | "removed";
  readonly members: readonly MemberChange[];
}

/** Of a password only its name is told. */
export interface MemberChange {
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface Preview {
  readonly faults: readonly FileFault[];
  readonly changes: readonly FileChange[];
}
