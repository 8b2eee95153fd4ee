import { type Static, Type } from "typebox";

/**
 * What drives an input of a resource, under `inputs:` by the input's name.
 *
 * `link: R00010.Value > 20` writes the level of the condition (or of a plain path) whenever it changes; `cron` and
 * `every` pulse. Titles are keys of `i18n/`.
 */
export const DriveSchema = Type.Union(
  [
    Type.Object(
      { link: Type.String({ minLength: 1, maxLength: 256, title: "drive.link", widget: "link" }) },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        /** Five or six fields, as crontab writes them. */
        cron: Type.String({ minLength: 9, maxLength: 128, title: "drive.cron", widget: "schedule" }),
        timeZone: Type.Optional(Type.String({ maxLength: 64, title: "drive.timeZone", widget: "timeZone" })),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      { every: Type.Integer({ minimum: 1, maximum: 31_536_000, title: "drive.every" }) },
      { additionalProperties: false },
    ),
  ],
  { title: "drive" },
);
export type Drive = Static<typeof DriveSchema>;

/** Names of variables. */
export const INPUT_NAME = /^[A-Z][A-Za-z0-9]{0,31}$/;

export const InputsSchema = Type.Record(Type.String({ pattern: INPUT_NAME.source }), DriveSchema, {
  additionalProperties: false,
  default: {},
  title: "resource.inputs",
  group: "commands",
});
