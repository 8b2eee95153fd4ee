/**
 * The error table: every failure the controller can name, with the value its resource shows in `Error`.
 *
 * A new failure starts as a line of `FAILURES`; its texts are `failure.<name>` (what happened) and
 * `failure.<name>.remedy` (what to do) in `i18n/`. Nothing else in the product maps a cause to a code.
 */

/** Values of the output `Error` (source: FTP Dossier, "Variables de sortie"). 6, 7 and 11 do not exist. */
export const ERROR = {
  ok: 0,
  connection: 1,
  waiting: 2,
  ended: 3,
  disabled: 4,
  busy: 5,
  parameter: 8,
  noConnection: 9,
  media: 10,
  refused: 12,
} as const;
export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];

export const FAILURES = {
  // 1: an open session broke
  sessionReset: ERROR.connection, // RST or FIN of the control connection after the greeting
  sessionClosedByServer: ERROR.connection, // 421 after login
  dataConnectionRefused: ERROR.connection, // 425, or the data connection could not be made
  dataConnectionBroken: ERROR.connection, // 426, or the data connection was cut
  transferStalled: ERROR.connection, // no byte on the data connection within the delay
  transferTooSlow: ERROR.connection, // the operation's absolute deadline passed
  replyTimeout: ERROR.connection, // no complete reply within the delay after a command
  replyGarbled: ERROR.connection, // not a reply, too long, unsolicited, or a code that does not answer the command
  passiveReplyRefused: ERROR.connection, // PASV/EPSV answer malformed, to a third host or to the control port
  sizeMismatch: ERROR.connection, // the remote size after the transfer, or the bytes received, are not what was sent
  listingUnusable: ERROR.connection, // larger than the bounds, or unreadable
  tlsFailed: ERROR.connection, // handshake stalled, broken or too old
  certificateRejected: ERROR.connection, // expired, other host, unknown authority, not yet valid
  // 3: stopped on purpose
  aborted: ERROR.ended,
  deviceStopping: ERROR.ended,
  takenOutOfService: ERROR.ended,
  discardedAtRestart: ERROR.ended,
  // 4
  connectionDisabled: ERROR.disabled,
  connectionMissing: ERROR.disabled,
  // 5: the server is busy
  serverBusy: ERROR.busy, // 120/421 at the greeting, 421 on PASS
  tooManyUsers: ERROR.busy, // 530 whose text says too many users
  fileBusy: ERROR.busy, // 450
  // 8: a parameter is wrong
  userMissing: ERROR.parameter,
  passwordUnusable: ERROR.parameter, // names an unset environment variable, or cannot be decrypted
  addressUnusable: ERROR.parameter,
  addressForbidden: ERROR.parameter, // resolves to a range that policy excludes
  localFolderMissing: ERROR.parameter,
  localPathRefused: ERROR.parameter, // leaves its root, a link, a name that is not allowed
  localFolderReadOnly: ERROR.parameter,
  remoteNameRefused: ERROR.parameter, // a name that cannot travel on the control connection
  remoteRefused: ERROR.parameter, // 550/553 for the folder or file
  renameRefused: ERROR.parameter,
  commandNotSupported: ERROR.parameter, // 500/501/502/504
  protectionRefused: ERROR.parameter, // AUTH TLS, PBSZ or PROT P refused: never downgraded
  setMissing: ERROR.parameter,
  elementUnreadable: ERROR.parameter,
  profileMissing: ERROR.parameter,
  // 9: no connection
  nameNotFound: ERROR.noConnection,
  nameLookupTimeout: ERROR.noConnection,
  connectionRefused: ERROR.noConnection,
  hostUnreachable: ERROR.noConnection,
  connectTimeout: ERROR.noConnection,
  greetingTimeout: ERROR.noConnection,
  greetingBroken: ERROR.noConnection, // RST or FIN before a greeting
  notFtp: ERROR.noConnection, // SSH, HTTP, or anything else that is not a reply
  // 10: media
  localReadFailed: ERROR.media,
  localWriteFailed: ERROR.media,
  localDiskFull: ERROR.media,
  fileVanished: ERROR.media,
  fileShrank: ERROR.media,
  fileRewritten: ERROR.media, // its time changed while it was read, its size did not
  serverStorage: ERROR.media, // 451/452/552
  journalUnavailable: ERROR.media, // the command could not be recorded, so it was not started
  // 12: the server rejected the login
  loginRejected: ERROR.refused, // 530, 532, 332
  tlsDemanded: ERROR.refused, // 533, 534
  // a bug of ours: shown as a connection in error, with the exception in the log
  internal: ERROR.connection,
} as const satisfies Record<string, ErrorCode>;

export type FailureName = keyof typeof FAILURES;

/** An expected failure on its way to an outcome. `reply` is the FTP line that decided, secrets already removed. */
export class Failure extends Error {
  readonly failure: FailureName;
  /** The file, folder, address or parameter concerned, as the user knows it. */
  readonly subject: string | undefined;
  readonly reply: string | undefined;

  constructor(failure: FailureName, more: { subject?: string; reply?: string; cause?: unknown } = {}) {
    super(`${failure}${more.subject ? ` (${more.subject})` : ""}${more.reply ? `: ${more.reply}` : ""}`, {
      cause: more.cause,
    });
    this.name = "Failure";
    this.failure = failure;
    this.subject = more.subject;
    this.reply = more.reply;
  }

  get error(): ErrorCode {
    return FAILURES[this.failure];
  }
}

/** Any thrown value as a `Failure`: what is not expected is a bug, and says so. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure("internal", { cause: thrown });
}
