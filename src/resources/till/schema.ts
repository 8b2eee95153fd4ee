import { Type } from "typebox";

const path = (title: string, more: object = {}) => Type.String({ minLength: 1, maxLength: 1024, title, ...more });

/** With path and extension, without the server's address (source: "без указание адреса сервера"). */
export const remoteFile = (title: string, group: string) => path(title, { group, widget: "remoteFile" });
/** A file of the device tree. */
export const localFile = (title: string, group: string) => path(title, { group, widget: "devicePath" });

/** Minutes, fractions allowed; 0: never by itself. */
export const minutes = (title: string, group: string) =>
  Type.Number({ minimum: 0, maximum: 10_080, default: 5, title, group });

/** What both kinds of the till's exchange have in common. */
export const exchangeProperties = {
  pollPeriod: minutes("till.pollPeriod", "exchange"),
  /** `auto`: what is taken is renamed on the server first, where that is allowed. */
  claim: Type.Union([Type.Literal("auto"), Type.Literal("off")], {
    default: "auto",
    title: "till.claim",
    group: "exchange",
  }),
  /** Seconds without a change before a file is believed whole. */
  quietTime: Type.Number({ minimum: 0, maximum: 3600, default: 5, title: "till.quietTime", group: "exchange" }),
  profile: Type.String({ minLength: 1, maxLength: 32, default: "source", title: "till.profile", group: "exchange" }),
};
