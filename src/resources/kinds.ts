import type { TSchema } from "typebox";
import { FtpFolderSchema } from "./ftp-folder/schema.ts";
import { FtpSetSchema } from "./ftp-set/schema.ts";

/** The one table of kinds. A new kind of resource is a line here and a folder beside this file. */
export const KIND_SCHEMAS = {
  "ftp-folder": FtpFolderSchema,
  "ftp-set": FtpSetSchema,
} as const satisfies Record<string, TSchema>;
export type KindName = keyof typeof KIND_SCHEMAS;
