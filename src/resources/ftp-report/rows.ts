import { defineVars, output, time } from "../../vars/definition.ts";
import { sendInputs, transferOutputs } from "../rows.ts";
import { pollInput, pollOutputs } from "../till/rows.ts";

/** The variables of an FTP Report. */
export const ftpReportRows = defineVars({
  ...pollInput,
  ...sendInputs,
  ...transferOutputs,
  ...pollOutputs,
  NextRetry: output(time, "var.NextRetry"),
  LastReport: output(time, "var.LastReport"),
});
