import { FAILURES } from "../errors.ts";
import type { CommandResult, NewEvent } from "../journal/records.ts";
import type { Command, Report } from "./machine.ts";

/** How a command ended, for its record. */
export function resultOf(report: Report): CommandResult {
  return {
    error: report.failure === undefined ? 0 : FAILURES[report.failure],
    failure: report.failure,
    subject: report.subject,
    reply: report.reply,
    ...report.progress,
    durationMs: Math.round(report.durationMs),
  };
}

/** The one event of a command: "12 files sent", "Error 12: access refused", "Stopped". */
export function concluded(resource: string, { verb, cause }: Command, report: Report): NewEvent {
  const { error, failure } = resultOf(report);
  const seconds = Math.round(report.durationMs / 100) / 10;
  const { filesDone: files, bytesDone: bytes } = report.progress;
  const common = { resource, origin: cause, error };
  const leftOut = (report.leftOut ?? 0) > 0 ? { leftOut: report.leftOut ?? 0 } : {};
  if (failure === undefined) {
    // All that could be sent was, and still somebody should know.
    const severity = "leftOut" in leftOut ? "warning" : "info";
    const parameters = { verb, files, bytes, seconds, ...leftOut };
    return { ...common, type: "commandSucceeded", severity, parameters };
  }
  const parameters = {
    verb,
    files,
    error,
    failure,
    ...(report.subject === undefined ? {} : { subject: report.subject }),
    ...(report.reply === undefined ? {} : { reply: report.reply }),
    ...leftOut,
  };
  return error === 3
    ? { ...common, type: "commandStopped", severity: "info", parameters }
    : { ...common, type: "commandFailed", severity: "error", parameters };
}
