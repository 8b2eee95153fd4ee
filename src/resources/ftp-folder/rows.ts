import { defineVars } from "../../vars/definition.ts";
import { refreshInput, sendInputs, transferOutputs } from "../rows.ts";

/** The variables of an FTP Folder (source: FTP Dossier, "Variables d'entrée", "Variables de sortie"). */
export const ftpFolderRows = defineVars({
  Send: sendInputs.Send,
  ...refreshInput,
  Abort: sendInputs.Abort,
  ...transferOutputs,
});
