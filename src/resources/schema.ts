import { Type } from "typebox";
import { InputsSchema } from "../links/schema.ts";

/**
 * What every kind of FTP resource has in common. Titles are keys of `i18n/`; groups are the headings of its form, and
 * widgets what a plain field is not enough for (`config/form.ts`).
 */
export const commonProperties = {
  id: Type.String({ pattern: "^R[0-9]{5}$", title: "resource.id", group: "identity" }),
  label: Type.String({ maxLength: 64, default: "", title: "resource.label", group: "identity" }),
  /** In service (Status 1 or 2) or not (Status 0). */
  inService: Type.Boolean({ default: true, title: "resource.inService", group: "identity" }),
  connection: Type.String({
    maxLength: 32,
    title: "resource.connection",
    group: "communication",
    widget: "connection",
  }),
  replyDelay: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 30,
    title: "resource.replyDelay",
    group: "communication",
  }),
  passive: Type.Boolean({ default: true, title: "resource.passive", group: "communication" }),
  user: Type.String({ maxLength: 128, default: "", title: "resource.user", group: "access" }),
  /** Plain, `${NAME}` from the environment, or `enc:…` as stored by the pages. Never shown again. */
  password: Type.String({
    maxLength: 1024,
    default: "",
    title: "resource.password",
    group: "access",
    widget: "password",
  }),
  events: Type.Object(
    {
      success: Type.Boolean({ default: true, title: "resource.events.success" }),
      error: Type.Boolean({ default: true, title: "resource.events.error" }),
      /** A standing alarm: an event when Fault rises and one when it clears. */
      fault: Type.Boolean({ default: false, title: "resource.events.fault" }),
    },
    { additionalProperties: false, default: {}, title: "resource.events", group: "events" },
  ),
  /** What drives its inputs. */
  inputs: InputsSchema,
  rememberSend: Type.Boolean({ default: false, title: "resource.rememberSend", group: "commands" }),
  onRestart: Type.Union([Type.Literal("resume"), Type.Literal("discard")], {
    default: "resume",
    title: "resource.onRestart",
    group: "commands",
  }),
};

/** Send under `NAME.part` and rename; off for servers without that right. */
export const renameProperty = Type.Boolean({ default: true, title: "resource.rename", group: "more" });

/** What resources that send files into a remote folder have in common. */
export const sendingProperties = {
  remoteFolder: Type.String({
    maxLength: 1024,
    default: "/",
    title: "resource.remoteFolder",
    group: "data",
    widget: "remoteFolder",
  }),
  rename: renameProperty,
};
