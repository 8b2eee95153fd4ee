import { type Static, Type } from "typebox";
import { commonProperties } from "../schema.ts";
import { exchangeProperties, localFile, remoteFile } from "../till/schema.ts";

const { rememberSend: _, ...common } = commonProperties;

/** FTP Catalog: takes a catalog from the server when there is one (source: "Загрузка справочников"). */
export const FtpCatalogSchema = Type.Object(
  {
    kind: Type.Literal("ftp-catalog"),
    ...common,
    // Загрузка справочников; `*` in the last name takes all that match, each under `{name}` or `{stem}`.
    remoteFile: remoteFile("ftpCatalog.remoteFile", "catalog"),
    localFile: localFile("ftpCatalog.localFile", "catalog"),
    loadFlag: Type.String({
      maxLength: 1024,
      default: "",
      title: "ftpCatalog.loadFlag",
      group: "catalog",
      widget: "devicePath",
    }),
    /** The load flag is made with each catalog. */
    autoLoad: Type.Boolean({ default: true, title: "ftpCatalog.autoLoad", group: "catalog" }),
    ...exchangeProperties,
  },
  { additionalProperties: false, title: "ftpCatalog" },
);

export type FtpCatalogConfig = Static<typeof FtpCatalogSchema>;
