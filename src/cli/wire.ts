/** What the HTTP face answers, as far as the command line reads it. */

export type WireValue = boolean | number | string;

export interface WireVariable {
  readonly path: string;
  readonly value: WireValue;
  readonly type: { readonly kind: string; readonly name?: string; readonly unit?: string };
  readonly direction: "input" | "output";
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
}

export interface WireSnapshot {
  readonly seq: number;
  readonly vars: readonly WireVariable[];
}

export interface WireCommit {
  readonly seq: number;
  readonly time: number;
  readonly vars: readonly { readonly path: string; readonly value: WireValue }[];
}

export interface WireEvent {
  readonly id: number;
  readonly time: number;
  readonly type: string;
  readonly severity: "info" | "warning" | "error";
  readonly resource: string;
  readonly origin: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly error?: number;
  readonly acknowledgedAt?: number;
}

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
