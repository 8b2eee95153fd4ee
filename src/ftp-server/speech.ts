import type { Clock } from "../clock.ts";
import type { ControlConnection } from "./control-connection.ts";
import type { FaultOf } from "./fault-rules.ts";

type SpokenFault = FaultOf["reply"];

/** Bytes said at once when the same words are repeated without a pause. */
const BATCH_BYTES = 65_536;
/** Long enough for two segments to be two reads at the other end. */
const SEGMENT_GAP_MS = 5;

/** Says a reply the way a fault has it. `reply` is the real one, if there is one. Ends when the client departs, at the latest. */
export async function speak(
  control: ControlConnection,
  clock: Clock,
  fault: SpokenFault,
  reply: string | undefined,
): Promise<void> {
  try {
    await pause(control, clock, fault.delayMs);
    if (fault.before !== undefined) await control.send(fault.before);
    const words = wordsOf(control, fault, reply);
    if (words !== undefined) await repeat(control, clock, fault, words);
    if (fault.after !== undefined) await control.send(fault.after);
    if (fault.end !== undefined) control.end(fault.end);
  } catch (error) {
    if (!control.departed.aborted) throw error;
  }
}

/** Whether a fault at the event `command` takes the place of executing it. */
export const replacesExecution = (fault: SpokenFault): boolean =>
  fault.reply !== undefined || fault.raw !== undefined || fault.silent === true || fault.end !== undefined;

function wordsOf(control: ControlConnection, fault: SpokenFault, reply: string | undefined): Buffer | undefined {
  if (fault.silent) return undefined;
  const said = fault.raw ?? fault.reply ?? reply;
  if (said === undefined) return undefined;
  control.note(said);
  return fault.raw === undefined ? control.encode(said) : Buffer.from(said, "latin1");
}

async function repeat(control: ControlConnection, clock: Clock, fault: SpokenFault, words: Buffer): Promise<void> {
  const times = fault.repeat === "forever" ? Number.POSITIVE_INFINITY : (fault.repeat ?? 1);
  const batch = fault.everyMs === undefined ? Math.ceil(BATCH_BYTES / Math.max(words.length, 1)) : 1;
  for (let said = 0; said < times && !control.departed.aborted; said += batch) {
    if (said > 0) await pause(control, clock, fault.everyMs ?? 0);
    const count = Math.min(batch, times - said);
    await utter(control, clock, fault, count === 1 ? words : Buffer.alloc(words.length * count, words));
  }
}

async function utter(control: ControlConnection, clock: Clock, fault: SpokenFault, bytes: Buffer): Promise<void> {
  if (fault.dripMs !== undefined) {
    for (let at = 0; at < bytes.length && !control.departed.aborted; at += 1) {
      if (at > 0) await pause(control, clock, fault.dripMs);
      await control.write(bytes.subarray(at, at + 1));
    }
  } else if (fault.splitAt !== undefined) {
    await control.write(bytes.subarray(0, fault.splitAt));
    await pause(control, clock, SEGMENT_GAP_MS);
    await control.write(bytes.subarray(fault.splitAt));
  } else await control.write(bytes);
}

async function pause(control: ControlConnection, clock: Clock, ms: number | undefined): Promise<void> {
  if (ms !== undefined) await clock.sleep(ms, control.departed);
}
