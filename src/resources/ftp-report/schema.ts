import { type Static, Type } from "typebox";
import { CsvFormatSchema } from "../../csv/format.ts";
import { commonProperties, renameProperty } from "../schema.ts";
import { exchangeProperties, localFile, minutes, remoteFile } from "../till/schema.ts";

/** FTP Report: sends the report of a till when there is one, or when it is asked for (source: "Выгрузка отчетов"). */
export const FtpReportSchema = Type.Object(
  {
    kind: Type.Literal("ftp-report"),
    ...commonProperties,
    // Выгрузка отчетов
    remoteFile: remoteFile("ftpReport.remoteFile", "report"),
    remoteFlag: Type.String({
      maxLength: 1024,
      default: "",
      title: "ftpReport.remoteFlag",
      group: "report",
      widget: "remoteFile",
    }),
    localFile: localFile("ftpReport.localFile", "report"),
    unloadFlag: Type.String({
      maxLength: 1024,
      default: "",
      title: "ftpReport.unloadFlag",
      group: "report",
      widget: "devicePath",
    }),
    /** Minutes between two attempts; 0: one only. */
    uploadPeriod: minutes("ftpReport.uploadPeriod", "report"),
    /** The request flag of the server is looked for. */
    autoUnload: Type.Boolean({ default: true, title: "ftpReport.autoUnload", group: "report" }),
    /** Send is allowed. */
    manualSend: Type.Boolean({ default: true, title: "ftpReport.manualSend", group: "report" }),
    /** When a report that nobody has read yet stands under the name. */
    occupied: Type.Union([Type.Literal("overwrite"), Type.Literal("wait"), Type.Literal("suffix")], {
      default: "overwrite",
      title: "ftpReport.occupied",
      group: "report",
    }),
    /** Who makes the report that is asked for: a program that watches the unload flag, or the device, from a Set. */
    producer: Type.Union([Type.Literal("external"), Type.Literal("set")], {
      default: "external",
      title: "ftpReport.producer",
      group: "report",
    }),
    set: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, title: "ftpReport.set", group: "report", widget: "set" }),
    ),
    csv: CsvFormatSchema,
    rename: renameProperty,
    ...exchangeProperties,
  },
  { additionalProperties: false, title: "ftpReport" },
);

export type FtpReportConfig = Static<typeof FtpReportSchema>;
