import { type Static, Type } from "typebox";
import { CsvFormatSchema } from "../../csv/format.ts";
import { commonProperties, sendingProperties } from "../schema.ts";

/** FTP Ensemble: sends the elements of a Set to a folder of the server. It has no Refresh. */
export const FtpSetSchema = Type.Object(
  {
    kind: Type.Literal("ftp-set"),
    ...commonProperties,
    set: Type.String({ minLength: 1, maxLength: 64, title: "ftpSet.set", group: "data", widget: "set" }),
    ...sendingProperties,
    /** A variable with history: what came since its last verified export, or all there is. */
    history: Type.Union([Type.Literal("since-last"), Type.Literal("whole")], {
      default: "since-last",
      title: "ftpSet.history",
      group: "more",
    }),
    /** One `<Set>.csv` with a row per element instead of one file each. */
    singleFile: Type.Boolean({ default: false, title: "ftpSet.singleFile", group: "more" }),
    /** Of files that are rendered: `{site} {set} {label} {YYYY}{MM}{DD} {hh}{mm}{ss} {seq}`. */
    fileName: Type.String({
      minLength: 1,
      maxLength: 200,
      default: "{label}_{YYYY}{MM}{DD}_{hh}{mm}{ss}_{seq}.csv",
      title: "ftpSet.fileName",
      group: "more",
    }),
    gzip: Type.Boolean({ default: false, title: "ftpSet.gzip", group: "more" }),
    csv: CsvFormatSchema,
  },
  { additionalProperties: false, title: "ftpSet" },
);

export type FtpSetConfig = Static<typeof FtpSetSchema>;
