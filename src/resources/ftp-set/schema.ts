import { type Static, Type } from "typebox";
import { commonProperties, sendingProperties } from "../schema.ts";

/** FTP Ensemble: sends the elements of a Set to a folder of the server. It has no Refresh. */
export const FtpSetSchema = Type.Object(
  {
    kind: Type.Literal("ftp-set"),
    ...commonProperties,
    // Données
    set: Type.String({ minLength: 1, maxLength: 64, title: "ftpSet.set" }),
    ...sendingProperties,
  },
  { additionalProperties: false, title: "ftpSet" },
);

export type FtpSetConfig = Static<typeof FtpSetSchema>;
