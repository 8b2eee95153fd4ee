import { Failure, type FailureName } from "../errors.ts";
import type { Reply } from "./reply.ts";

/**
 * The one place where what servers, sockets, TLS and DNS say becomes a `Failure`. Text decides nothing, with one
 * exception: no code tells a full server from a wrong password.
 */

/** What a 4xx or 5xx reply to a command about a file or folder means. */
export function refusal(reply: Reply, subject?: string): Failure {
  return failed(REFUSALS[reply.code] ?? (reply.code < 500 ? "fileBusy" : "remoteRefused"), reply, subject);
}

const REFUSALS: Readonly<Record<number, FailureName>> = {
  421: "sessionClosedByServer",
  425: "dataConnectionRefused",
  426: "dataConnectionBroken",
  450: "fileBusy",
  451: "serverStorage",
  452: "serverStorage",
  500: "commandNotSupported",
  501: "commandNotSupported",
  502: "commandNotSupported",
  504: "commandNotSupported",
  521: "protectionRefused", // the data connection cannot be opened with this PROT setting (RFC 4217 §9)
  522: "tlsFailed", // vsftpd: the data connection's handshake failed, or did not re-use the session
  530: "loginRejected",
  532: "loginRejected",
  533: "tlsDemanded",
  534: "tlsDemanded",
  552: "serverStorage",
};

/** What a reply other than success to USER or PASS means. */
export function loginRefusal(reply: Reply): Failure {
  if (reply.code === 533 || reply.code === 534) return failed("tlsDemanded", reply);
  return failed(reply.code === 530 && TOO_MANY.test(reply.shown) ? "tooManyUsers" : "loginRejected", reply);
}

const TOO_MANY = /^(?!.*fail).*\b(?:too many|maximum|max)\b.*\b(?:users?|connections?|clients?|sessions?|log-?ins?)\b/i;

export function failed(failure: FailureName, reply: Reply, subject?: string): Failure {
  return new Failure(failure, { reply: reply.shown, ...(subject !== undefined && { subject }) });
}

/** Why a TCP connection to the server could not be made. */
export function connectFailure(cause: unknown, subject: string): Failure {
  return new Failure(CONNECT_ERRORS[codeOf(cause)] ?? "hostUnreachable", { subject, cause });
}

const CONNECT_ERRORS: Readonly<Record<string, FailureName>> = {
  ECONNREFUSED: "connectionRefused",
  ECONNRESET: "greetingBroken", // accepted, and thrown out before we could look
  ETIMEDOUT: "connectTimeout",
};

/** Why DNS gave no address. */
export function lookupFailure(cause: unknown, subject: string): Failure {
  const absent = ["ENOTFOUND", "ENODATA", "EAI_NONAME", "EBADNAME"].includes(codeOf(cause));
  return new Failure(absent ? "nameNotFound" : "nameLookupTimeout", { subject, cause });
}

/** Why a TLS handshake failed: the certificate, or anything else. */
export function tlsFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return new Failure(CERTIFICATE_ERROR.test(codeOf(cause)) ? "certificateRejected" : "tlsFailed", { cause });
}

const CERTIFICATE_ERROR =
  /^(?!ERR_SSL_).*CERT|^UNABLE_TO_|_CRL|^INVALID_(?:CA|PURPOSE)|^PATH_LENGTH_|^HOSTNAME_MISMATCH/;

/** Why the control connection ended. */
export function controlFailure(cause: unknown, greeted: boolean): Failure {
  if (cause instanceof Failure) return cause;
  if (codeOf(cause).startsWith("ERR_SSL_")) return new Failure("tlsFailed", { cause });
  return new Failure(greeted ? "sessionReset" : "greetingBroken", { cause });
}

/** Why a data connection ended. */
export function dataFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  if (codeOf(cause).startsWith("ERR_SSL_")) return new Failure("tlsFailed", { cause });
  return new Failure("dataConnectionBroken", { cause });
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}
