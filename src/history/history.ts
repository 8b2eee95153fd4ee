import type { Span } from "../calendar.ts";
import type { CsvFormat } from "../csv/format.ts";
import type { Store } from "../files/store.ts";
import type { Value } from "../vars/definition.ts";

/** One value of a trace. `seq` counts from 1 without gaps within its trace, and never comes back. */
export interface Sample {
  readonly seq: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly value: Value;
}

/** The samples of one function, `R00010.F0001`, in the order they were taken. */
export interface TraceLog {
  /** Takes a sample. It is durable within a second, or when `flush` returns; what is not durable was never there. */
  append(time: number, value: Value): void;
  /** Makes what was taken durable. Raises `journalUnavailable` when the disk refuses. */
  flush(): void;
  /** The durable samples: first and last `seq`, 0 and 0 when there is none. */
  range(): { readonly first: number; readonly last: number };
  /** Durable samples with `from <= seq <= to`, oldest first, in pages of bounded size. */
  read(from: number, to: number): Iterable<readonly Sample[]>;
}

/** How long samples are kept: whichever comes first. */
export interface TraceRetention {
  readonly days: number;
  readonly samples: number;
}

export type { Span };

/** What became of a point in one hour, day or ISO 8601 week (local time of the device). */
export interface BalanceRow {
  readonly span: Span;
  /** Start of the period, milliseconds since 1970 UTC. */
  readonly start: number;
  readonly count: number;
  /** `min`, `max` and `sum` are 0 when nothing was counted. */
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** Digital points: milliseconds on, and how many times it went on. */
  readonly onMs: number;
  readonly starts: number;
}

/** The balance of one point, `R00010`. */
export interface BalanceLog {
  /** Counts a sample into its hour, its day and its week. Durable within a minute, or when `flush` returns. */
  count(time: number, value: number): void;
  /** Counts time on, and a start, of a digital point. A stretch over the end of a period is divided. */
  countOn(from: number, to: number, started: boolean): void;
  flush(): void;
  /** The durable periods that began from `from` to `to`, oldest first. */
  rows(span: Span, from: number, to: number): Iterable<BalanceRow>;
}

/** The samples and balances of all points, in one SQLite database of their own. */
export interface History {
  trace(key: string, retention: TraceRetention): TraceLog;
  balance(key: string): BalanceLog;
  /** Daily CSV files of a trace, rendered as they are read, in constant memory. */
  traceFolder(key: string, format: CsvFormat): Store;
  /** Weekly CSV files (`2026-W47.csv`) of a balance: its hours, days and the week. */
  balanceFolder(key: string, format: CsvFormat): Store;
  /** Deletes what retention no longer keeps, in steps. */
  prune(): void;
  close(): void;
}
