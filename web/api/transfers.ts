/** One command on record (`GET /transfers`). */
export interface Transfer {
  readonly id: number;
  readonly resource: string;
  readonly verb: string;
  /** What made it: a user, a link, a schedule. */
  readonly cause: string;
  readonly acceptedAt: string;
  readonly endedAt?: string;
  readonly result?: TransferResult;
  readonly files: readonly TransferFile[];
}

export interface TransferResult {
  readonly error: number;
  readonly failure?: string;
  readonly subject?: string;
  readonly reply?: string;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly durationMs: number;
}

export interface TransferFile {
  readonly index: number;
  readonly path: string;
  readonly size: number;
  readonly state: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly failure?: string;
  readonly reply?: string;
}

export interface Transfers {
  readonly transfers: readonly Transfer[];
}
