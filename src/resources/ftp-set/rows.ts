import { defineVars } from "../../vars/definition.ts";
import { sendInputs, transferOutputs } from "../rows.ts";

/** The variables of an FTP Set (source: FTP Ensemble): those of an FTP Folder without Refresh. */
export const ftpSetRows = defineVars({ ...sendInputs, ...transferOutputs });
