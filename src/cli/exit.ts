/**
 * Exit codes of the command line. Those that speak of the command line itself follow sysexits.h and lie above 63, so
 * that they are never taken for a value of `Error` (0 to 12), with which `send`, `refresh` and `abort` end.
 */
export const EXIT = {
  ok: 0,
  /** `check` found a fault; `import` could not put an item; `back-office` saw the protocol broken. */
  wrong: 1,
  usage: 64,
  /** The controller refused the data. */
  refused: 65,
  /** No such file, resource or variable. */
  unknown: 66,
  /** The controller cannot be reached. */
  unreachable: 69,
  internal: 70,
  /** The resource did not take the command: try again later. */
  notTaken: 75,
  /** Not logged in, or the level is too low. */
  forbidden: 77,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The end of a command that cannot go on: its exit code, and the text that says why and what to do. */
export class Halt extends Error {
  readonly exit: ExitCode;
  readonly key: string;
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(
    exit: ExitCode,
    key: string,
    parameters: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(key, { cause });
    this.name = "Halt";
    this.exit = exit;
    this.key = key;
    this.parameters = parameters;
  }
}
