import type { EventRecord } from "../journal/records.ts";

/** What the HTTP face answers, as far as the command line reads it. */

export type WireValue = boolean | number | string;

export interface WireVariable {
  readonly path: string;
  readonly value: WireValue;
  /** `bool`, `integer`, `number`, `code`, `text` or `time`. */
  readonly type: string;
  readonly direction: "input" | "output";
  /** ISO 8601, UTC, like all times but those that are values. */
  readonly time: string;
  /** Of a code: its texts are `code.<this>.<value>`. */
  readonly code?: string;
  readonly unit?: string;
}

export interface WireSnapshot {
  readonly seq: number;
  readonly vars: readonly WireVariable[];
}

export interface WireCommit {
  readonly seq: number;
  readonly time: string;
  readonly vars: readonly { readonly path: string; readonly value: WireValue }[];
}

/** An event as the journal has it, but for its times. */
export type WireEvent = Pick<EventRecord, "id" | "type" | "resource" | "origin" | "parameters"> & {
  readonly time: string;
};

export interface WireTransfer {
  /** Missing while the command runs. */
  readonly result?: {
    readonly error: number;
    readonly failure?: string;
    readonly subject?: string;
    readonly reply?: string;
    readonly filesDone: number;
    readonly bytesDone: number;
    readonly durationMs: number;
  };
}

/** An item of the configuration; the controller leaves passwords out. */
export type WireItem = Readonly<Record<string, unknown>>;

export interface WireFault {
  readonly path?: string;
  readonly message?: string;
}

export interface WireError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly WireFault[];
  };
}
