/** Ends a command with a reply instead of a result. */
export class Refusal extends Error {
  readonly reply: string;
  constructor(reply: string) {
    super(reply);
    this.name = "Refusal";
    this.reply = reply;
  }
}

/** The reply a failed command ends with (RFC 959 §4.2). */
export function replyTo(error: unknown): string {
  if (error instanceof Refusal) return error.reply;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return FILE_SYSTEM_REPLIES[code] ?? "451 Local error in processing.";
}

const FILE_SYSTEM_REPLIES: Readonly<Record<string, string>> = {
  ENOENT: "550 No such file or directory.",
  ENOTDIR: "550 Not a directory.",
  EISDIR: "550 Not a plain file.",
  ENXIO: "550 Not a plain file.",
  EEXIST: "550 Already exists.",
  ENOTEMPTY: "550 Directory not empty.",
  EACCES: "550 Permission denied.",
  EPERM: "550 Permission denied.",
  EROFS: "550 Read-only file system.",
  ELOOP: "550 Links are not followed.",
  EBUSY: "450 File busy.",
  ETXTBSY: "450 File busy.",
  ENAMETOOLONG: "553 File name not allowed.",
  EINVAL: "553 File name not allowed.",
  ENOSPC: "452 Insufficient storage space.",
  EDQUOT: "552 Storage allocation exceeded.",
  EFBIG: "552 Storage allocation exceeded.",
};
