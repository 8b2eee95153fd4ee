import { Failure, type FailureName } from "../errors.ts";

/** Which way the bytes were going when the system refused. */
export type Purpose = "read" | "write";

/** The system's own name of an error: `ENOENT`, or "" for what the system did not raise. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Translates an error of the file system, once: nothing else in this room looks at its codes to name a failure. */
export function asLocalFailure(error: unknown, purpose: Purpose, subject: string): Failure {
  if (error instanceof Failure) return error;
  return new Failure(nameOf(systemCode(error), purpose), { subject, cause: error });
}

function nameOf(code: string, purpose: Purpose): FailureName {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "localFolderMissing";
    case "ELOOP":
    case "ENAMETOOLONG":
    case "EISDIR":
    case "EEXIST":
    case "ENOTEMPTY":
      return "localPathRefused";
    case "ENOSPC":
    case "EDQUOT":
      return "localDiskFull";
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return purpose === "write" ? "localFolderReadOnly" : "localReadFailed";
    default:
      return purpose === "write" ? "localWriteFailed" : "localReadFailed";
  }
}
