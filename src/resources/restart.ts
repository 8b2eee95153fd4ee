import { Failure } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { CommandRecord, NewEvent } from "../journal/records.ts";
import { resultOf } from "./conclusion.ts";
import { reportWithoutRun } from "./running-command.ts";

/** A command at this many start-ups in a row is set aside: it must not hold the controller in a loop. */
const MAX_START_UPS = 5;

/** Whether a command that was under way when the process ended goes on, and how it is closed when it does not. */
export function fateOf(record: CommandRecord, resumes: boolean): "commandResumed" | Closing {
  if (record.startUps >= MAX_START_UPS) return "commandSetAside";
  return resumes ? "commandResumed" : "commandDiscarded";
}

type Closing = "commandSetAside" | "commandDiscarded";

/** Closes the record of a command that does not go on, with its event. */
export function closeRecord(record: CommandRecord, how: Closing, journal: Journal, now: number): void {
  const report = reportWithoutRun(new Failure("discardedAtRestart"), now);
  journal.conclude(record.id, resultOf(report), restartEvent(record, how));
}

export function restartEvent(record: CommandRecord, type: ReturnType<typeof fateOf>): NewEvent {
  const parameters = { verb: record.verb, startUps: record.startUps };
  return { type, severity: "warning", resource: record.resource, origin: record.cause, parameters, error: undefined };
}
