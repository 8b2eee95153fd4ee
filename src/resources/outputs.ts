import { ERROR } from "../errors.ts";
import type { Value } from "../vars/definition.ts";
import type { Phase, State } from "./machine.ts";
import { ACTION, STATUS, type transferOutputs } from "./rows.ts";

/** Every output of a transferring resource, read off its state: they cannot contradict each other. */
export function outputs({ phase, last, tally }: State): Record<keyof typeof transferOutputs, Value> {
  const progress = phase.at === "working" || phase.at === "stopping" ? phase.progress : last.progress;
  return {
    Action: action(phase),
    Status: status(phase),
    Error: phase.at === "working" && phase.waiting ? ERROR.waiting : last.error,
    Fault: last.fault,
    Missed: tally.missed,
    Commands: tally.commands,
    Done: tally.done,
    Failed: tally.failed,
    LastReply: last.reply.slice(0, 4096),
    FilesTotal: progress.filesTotal,
    FilesDone: progress.filesDone,
    BytesTotal: progress.bytesTotal,
    BytesDone: progress.bytesDone,
    LastDuration: Math.round(last.durationMs),
    LastSuccess: last.lastSuccess,
  };
}

function action(phase: Phase): number {
  if (phase.at === "stopping") return ACTION.stopping;
  if (phase.at !== "working") return ACTION.none;
  if (phase.command.verb === "send") return ACTION.sending;
  return phase.receiving ? ACTION.receiving : ACTION.refreshing;
}

function status(phase: Phase): number {
  if (phase.at === "outOfService") return STATUS.stop;
  return phase.at === "ready" ? STATUS.start : STATUS.run;
}
