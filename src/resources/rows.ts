import { ERROR } from "../errors.ts";
import { bool, code, defineVars, input, integer, output, text, time } from "../vars/definition.ts";

/** Values of `Action` (source: FTP Dossier, "Variables de sortie"). A Set never shows 2 or 3. */
export const ACTION = { none: 0, sending: 1, receiving: 2, refreshing: 3, stopping: 4 } as const;
/** Values of `Status`. */
export const STATUS = { stop: 0, start: 1, run: 2 } as const;

/** The inputs of a resource that sends. */
export const sendInputs = defineVars({
  Send: input(bool, "var.Send"),
  Abort: input(bool, "var.Abort"),
});

/** The one input that an FTP Folder has and an FTP Set has not. */
export const refreshInput = defineVars({
  Refresh: input(bool, "var.Refresh"),
});

/** Outputs of the source text, and those beyond it that let a master that polls slowly miss nothing. */
export const transferOutputs = defineVars({
  Action: output(code("action", ACTION), "var.Action"),
  Status: output(code("status", STATUS), "var.Status"),
  Error: output(code("error", ERROR), "var.Error"),
  Fault: output(bool, "var.Fault"),
  Missed: output(integer(), "var.Missed"),
  Commands: output(integer(), "var.Commands"),
  Done: output(integer(), "var.Done"),
  Failed: output(integer(), "var.Failed"),
  LastReply: output(text(4096), "var.LastReply"),
  FilesTotal: output(integer(), "var.FilesTotal"),
  FilesDone: output(integer(), "var.FilesDone"),
  BytesTotal: output(integer("B"), "var.BytesTotal"),
  BytesDone: output(integer("B"), "var.BytesDone"),
  LastDuration: output(integer("ms"), "var.LastDuration"),
  LastSuccess: output(time, "var.LastSuccess"),
});
