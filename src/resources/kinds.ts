import { ftpFolderHands } from "./ftp-folder/hands.ts";
import { ftpFolderRows } from "./ftp-folder/rows.ts";
import { FtpFolderSchema } from "./ftp-folder/schema.ts";
import { ftpSetHands } from "./ftp-set/hands.ts";
import { ftpSetRows } from "./ftp-set/rows.ts";
import { FtpSetSchema } from "./ftp-set/schema.ts";
import type { Kind } from "./kind.ts";

/** The one table of kinds. A new kind of resource is a line here and a folder beside this file. */
export const KINDS = {
  "ftp-folder": { schema: FtpFolderSchema, rows: ftpFolderRows, hands: ftpFolderHands },
  "ftp-set": { schema: FtpSetSchema, rows: ftpSetRows, hands: ftpSetHands },
} as const satisfies Record<string, Kind<never>>;
export type KindName = keyof typeof KINDS;

/** The parameters of each kind, for the configuration's schema. */
export const KIND_SCHEMAS = {
  "ftp-folder": KINDS["ftp-folder"].schema,
  "ftp-set": KINDS["ftp-set"].schema,
} as const satisfies Record<KindName, unknown>;
