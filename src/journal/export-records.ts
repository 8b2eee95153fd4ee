/** Samples of one trace, the first and the last included. */
export interface SampleRange {
  readonly trace: string;
  readonly first: number;
  readonly last: number;
}

/** A file that is to be made of an element of a Set. */
export interface NewExport {
  /** The element, by the full path of its variable. */
  readonly element: string;
  /** The samples it holds; without them it moves no position. */
  readonly samples: SampleRange | undefined;
  /** What all its names have in common: exports of one series never share a number. */
  readonly series: string;
  /** Where it appears on the server under this number of its series. */
  readonly remote: (number: number) => string;
  /** All else its content is made from. JSON: only its maker reads it. */
  readonly rendering: unknown;
}

/** A file on its way. Its name and content are decided, whatever happens. */
export interface Export {
  /** Never comes back. */
  readonly id: number;
  readonly element: string;
  readonly samples: SampleRange | undefined;
  readonly remote: string;
  readonly rendering: unknown;
  /** Sending began at least once, so that it may be on the server although nobody confirmed it. */
  readonly begun: boolean;
}
