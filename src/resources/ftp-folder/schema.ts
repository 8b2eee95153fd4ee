import { type Static, Type } from "typebox";
import { commonProperties, sendingProperties } from "../schema.ts";

/** FTP Dossier: sends the content of a folder of the device tree to a folder of the server. */
export const FtpFolderSchema = Type.Object(
  {
    kind: Type.Literal("ftp-folder"),
    ...commonProperties,
    folder: Type.String({
      minLength: 1,
      maxLength: 1024,
      title: "ftpFolder.folder",
      group: "data",
      widget: "deviceFolder",
    }),
    ...sendingProperties,
    recursive: Type.Boolean({ default: true, title: "ftpFolder.recursive", group: "more" }),
    /** What happens to a source once its copy is verified on the server. */
    afterSend: Type.Union([Type.Literal("keep"), Type.Literal("delete"), Type.Literal("archive")], {
      default: "keep",
      title: "ftpFolder.afterSend",
      group: "more",
    }),
    /** Where `archive` moves sent files: below `folder`, and never sent from there. */
    archiveFolder: Type.String({
      minLength: 1,
      maxLength: 1024,
      default: "archive",
      title: "ftpFolder.archiveFolder",
      group: "more",
    }),
    /** `present`: only files that exist on the controller are renewed; `all`: new ones are received too. */
    refresh: Type.Union([Type.Literal("present"), Type.Literal("all")], {
      default: "present",
      title: "ftpFolder.refresh",
      group: "more",
    }),
  },
  { additionalProperties: false, title: "ftpFolder" },
);

export type FtpFolderConfig = Static<typeof FtpFolderSchema>;
