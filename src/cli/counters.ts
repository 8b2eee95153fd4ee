import type { WireValue } from "./wire.ts";

/** Outputs of a resource by name (`Commands`, `Error`, …), kept up to date from a stream. */
export type Outputs = Readonly<Record<string, WireValue>>;

/**
 * What became of a pulse: `pending` while nothing shows it, `missed` when the resource discarded it, `running`, `over`.
 */
export type Fate = "pending" | "missed" | "running" | "over";

/** How a pulse is recognised among other commands, seen from before it was given. */
export interface Pulse {
  /** The number of our command, counted by `Commands`. */
  readonly command: number;
  readonly missed: number;
}

/** The pulse that follows these outputs: its command is the next one, whatever runs now. */
export function pulseAfter(outputs: Outputs): Pulse {
  return { command: count(outputs, "Commands") + 1, missed: count(outputs, "Missed") };
}

/**
 * Counters, not levels, tell the fate: a command that is over before anyone looks is still counted. Every accepted
 * command is counted once more when it ends, in `Done` or in `Failed`.
 */
export function fateOf(pulse: Pulse, outputs: Outputs): Fate {
  if (count(outputs, "Done") + count(outputs, "Failed") >= pulse.command) return "over";
  if (count(outputs, "Commands") >= pulse.command) return "running";
  return count(outputs, "Missed") > pulse.missed ? "missed" : "pending";
}

/** An Abort is no counted command: it is over when nothing runs any more. */
export function fateOfAbort(outputs: Outputs): Fate {
  const action = count(outputs, "Action");
  if (action === 0) return "over";
  return action === 4 ? "running" : "pending";
}

/** Counters begin again from 0 when the controller restarts, and the command it resumes is its first. */
export function afterRestart(pulse: Pulse, before: Outputs, now: Outputs): Pulse {
  return count(now, "Commands") < count(before, "Commands") ? { command: 1, missed: 0 } : pulse;
}

export function count(outputs: Outputs, name: string): number {
  return Number(outputs[name] ?? 0);
}
