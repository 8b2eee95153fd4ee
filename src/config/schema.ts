import { type Static, Type } from "typebox";
import { ConnectionSchema } from "../connection/schema.ts";
import { DOTTED_PATH } from "../files/names.ts";
import { KIND_SCHEMAS, type KindName, ProfileSchema } from "../resources/kinds.ts";

/** A Set (Ensemble): a named list of paths of the device tree. */
export const SetSchema = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 64, title: "set.label", group: "identity" }),
    elements: Type.Array(Type.String({ minLength: 1, maxLength: 1024, widget: "devicePath" }), {
      maxItems: 1000,
      default: [],
      title: "set.elements",
      group: "data",
    }),
  },
  { additionalProperties: false, title: "set" },
);

/** A further folder of the device tree: a directory of the machine, or memory that is empty at each start. */
export const FolderSchema = Type.Object(
  {
    path: Type.String({ pattern: DOTTED_PATH.source, maxLength: 128, title: "folder.path" }),
    label: Type.Optional(Type.String({ maxLength: 64, title: "folder.label" })),
    directory: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, title: "folder.directory" })),
    memory: Type.Optional(Type.Literal(true, { title: "folder.memory" })),
  },
  { additionalProperties: false, title: "folder" },
);

/** The embedded FTP server of a demonstration, on loopback, with `DATA/ftp` as its root. */
export const FtpServerSchema = Type.Object(
  {
    port: Type.Integer({ minimum: 1, maximum: 65535, title: "ftpServer.port" }),
    user: Type.String({ minLength: 1, maxLength: 128, title: "ftpServer.user" }),
    password: Type.String({ minLength: 1, maxLength: 1024, title: "ftpServer.password" }),
  },
  { additionalProperties: false, title: "ftpServer" },
);

/** Where the device is, and how it writes for people. What is left out is as the machine and the process have it. */
export const DeviceSchema = Type.Object(
  {
    site: Type.Optional(Type.String({ minLength: 1, maxLength: 64, title: "device.site", group: "identity" })),
    language: Type.Optional(
      Type.Union([Type.Literal("fr"), Type.Literal("en"), Type.Literal("ru")], {
        title: "device.language",
        group: "identity",
      }),
    ),
    timeZone: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, title: "device.timeZone", widget: "timeZone", group: "identity" }),
    ),
  },
  { additionalProperties: false, title: "device" },
);

export type ResourceConfig = { [K in KindName]: Static<(typeof KIND_SCHEMAS)[K]> }[KindName];
export const ResourceSchema = Type.Unsafe<ResourceConfig>(Type.Union(Object.values(KIND_SCHEMAS)));

/** `config.yaml`, whole. */
export const ConfigSchema = Type.Object(
  {
    device: Type.Optional(DeviceSchema),
    connections: Type.Array(ConnectionSchema, { maxItems: 200, default: [] }),
    resources: Type.Array(ResourceSchema, { maxItems: 20_000, default: [] }),
    sets: Type.Array(SetSchema, { maxItems: 500, default: [] }),
    folders: Type.Array(FolderSchema, { maxItems: 200, default: [] }),
    profiles: Type.Array(ProfileSchema, { maxItems: 50, default: [] }),
    ftpServer: Type.Optional(FtpServerSchema),
  },
  { additionalProperties: false },
);

export type Config = Static<typeof ConfigSchema>;
/** The lists of items. */
export type Section = Exclude<keyof Config, "device" | "ftpServer">;
export type DeviceConfig = Static<typeof DeviceSchema>;
export type SetConfig = Static<typeof SetSchema>;
export type FolderConfig = Static<typeof FolderSchema>;

/** One thing wrong with a configuration: where it is, and what to do. Texts are `fault.<code>` in `i18n/`. */
export interface ConfigFault {
  readonly code: string;
  /** JSON pointer into the configuration: `/resources/0/user`. */
  readonly path: string;
  /** Line of the file, from 1, when it comes from one. */
  readonly line: number | undefined;
  readonly parameters: Readonly<Record<string, string | number>>;
  /** English, for logs and for those without `i18n/`. */
  readonly message: string;
  /** A warning does not refuse the configuration. */
  readonly severity: "error" | "warning";
}
