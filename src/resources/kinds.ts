import type { VarRows } from "../vars/definition.ts";
import { Catalog } from "./ftp-catalog/catalog.ts";
import { ftpCatalogRows } from "./ftp-catalog/rows.ts";
import { type FtpCatalogConfig, FtpCatalogSchema } from "./ftp-catalog/schema.ts";
import { ftpFolderHands } from "./ftp-folder/hands.ts";
import { ftpFolderRows } from "./ftp-folder/rows.ts";
import { FtpFolderSchema } from "./ftp-folder/schema.ts";
import { Report } from "./ftp-report/report.ts";
import { ftpReportRows } from "./ftp-report/rows.ts";
import { type FtpReportConfig, FtpReportSchema } from "./ftp-report/schema.ts";
import { forgetFtpSet, ftpSetHands } from "./ftp-set/hands.ts";
import { ftpSetRows } from "./ftp-set/rows.ts";
import { FtpSetSchema } from "./ftp-set/schema.ts";
import type { Kind } from "./kind.ts";
import { pointKind } from "./point/point.ts";
import { PointSchema } from "./point/schema.ts";
import { ProfileSchema } from "./till/profile.ts";
import { builtInProfiles } from "./till/profiles.ts";
import { tillKind } from "./till/till-kind.ts";
import { transferKind } from "./transfer-kind.ts";

export { builtInProfiles, ProfileSchema };

/** The parameters of each kind. */
export const KIND_SCHEMAS = {
  "ftp-folder": FtpFolderSchema,
  "ftp-set": FtpSetSchema,
  "ftp-catalog": FtpCatalogSchema,
  "ftp-report": FtpReportSchema,
  point: PointSchema,
} as const;
export type KindName = keyof typeof KIND_SCHEMAS;

/** The one table of kinds. A new kind of resource is a line here and a folder beside this file. */
export const KINDS: Readonly<Record<KindName, Kind<never>>> = {
  "ftp-folder": transferKind({ schema: FtpFolderSchema, rows: ftpFolderRows, hands: ftpFolderHands }),
  "ftp-set": transferKind({ schema: FtpSetSchema, rows: ftpSetRows, hands: ftpSetHands, forget: forgetFtpSet }),
  "ftp-catalog": tillKind<FtpCatalogConfig>({
    schema: FtpCatalogSchema,
    rows: ftpCatalogRows,
    till: (config, parts, host) => new Catalog(config, parts, host),
    settings: (config) => config,
  }),
  "ftp-report": tillKind<FtpReportConfig>({
    schema: FtpReportSchema,
    rows: ftpReportRows,
    till: (config, parts, host) => new Report(config, parts, host),
    settings: (config) => ({ ...config, sendForbidden: !config.manualSend }),
  }),
  point: pointKind,
};

/** The variables of a resource with these parameters. */
export function rowsOf(config: { readonly kind: KindName }): VarRows {
  // The table pairs each kind's name with its schema, so parameters that name a kind fit it.
  return (KINDS[config.kind] as unknown as Kind<{ readonly kind: KindName }>).rows(config);
}
