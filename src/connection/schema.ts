import { type Static, Type } from "typebox";

/**
 * A connection of Configuration ► Réseau ► LAN, as stored. Mode (client), Application (FTP) and AutoStart (off) are
 * fixed and not stored; the credentials belong to the resource. Titles are keys of `i18n/`.
 */
export const ConnectionSchema = Type.Object(
  {
    id: Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_-]{0,31}$", title: "connection.id", group: "identity" }),
    label: Type.String({ maxLength: 64, default: "", title: "connection.label", group: "identity" }),
    valid: Type.Boolean({ default: true, title: "connection.valid", group: "identity" }),
    /** IPv4, IPv6, host name, or `ftp://host[:port]`, whose port wins over `port`. */
    address: Type.String({ minLength: 1, maxLength: 255, title: "connection.address", group: "communication" }),
    port: Type.Integer({ minimum: 1, maximum: 65535, default: 21, title: "connection.port", group: "communication" }),
    security: Type.Union([Type.Literal("none"), Type.Literal("explicit-tls"), Type.Literal("implicit-tls")], {
      default: "none",
      title: "connection.security",
      group: "more",
    }),
    /** Off accepts any certificate; `certificateAuthority` (PEM) is the better way to trust a private server. */
    verifyCertificate: Type.Boolean({ default: true, title: "connection.verifyCertificate", group: "more" }),
    certificateAuthority: Type.Optional(
      Type.String({ maxLength: 65536, title: "connection.certificateAuthority", group: "more", widget: "lines" }),
    ),
    /** How many sessions at once. */
    sessions: Type.Integer({ minimum: 1, maximum: 16, default: 4, title: "connection.sessions", group: "more" }),
    /** Whom a PASV reply may point to: the control host whatever it says, or the address in the reply. */
    passiveAddress: Type.Union([Type.Literal("control-host"), Type.Literal("as-replied")], {
      default: "control-host",
      title: "connection.passiveAddress",
      group: "more",
    }),
    encoding: Type.Union([Type.Literal("utf-8"), Type.Literal("latin1"), Type.Literal("windows-1251")], {
      default: "utf-8",
      title: "connection.encoding",
      group: "more",
    }),
    /** Ports that active mode listens on, first and last; any free port without it. */
    activePorts: Type.Optional(
      Type.Tuple([Type.Integer({ minimum: 1024, maximum: 65535 }), Type.Integer({ minimum: 1024, maximum: 65535 })], {
        title: "connection.activePorts",
        group: "more",
      }),
    ),
  },
  { additionalProperties: false, title: "connection" },
);

export type ConnectionConfig = Static<typeof ConnectionSchema>;
