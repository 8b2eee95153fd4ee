import type { Detail } from "../../api/client.ts";

/** The configuration as a whole, as the API shows it. */
export interface WholeConfiguration {
  readonly version: string | number;
  readonly yaml: string;
}

/** A fault of a file, with where it is. */
export interface FileFault extends Detail {
  readonly line: number;
  readonly severity: "error" | "warning";
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** What a file would change, item by item. */
export interface FileChange {
  readonly section: string;
  readonly item: string;
  readonly change: "added" | "changed" | "removed";
  readonly members: readonly MemberChange[];
}

export interface MemberChange {
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface Preview {
  readonly faults: readonly FileFault[];
  readonly changes: readonly FileChange[];
}
