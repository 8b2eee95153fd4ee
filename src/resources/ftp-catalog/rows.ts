import { defineVars, output, time } from "../../vars/definition.ts";
import { sendInputs, transferOutputs } from "../rows.ts";
import { pollInput, pollOutputs } from "../till/rows.ts";

/** The variables of an FTP Catalog. */
export const ftpCatalogRows = defineVars({
  ...pollInput,
  Abort: sendInputs.Abort,
  ...transferOutputs,
  ...pollOutputs,
  LastCatalog: output(time, "var.LastCatalog"),
});
