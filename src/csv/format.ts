import { type Static, Type } from "typebox";

/** How CSV files look: French Excel is one choice, RFC 4180 another. Titles are keys of `i18n/`. */
export const CsvFormatSchema = Type.Object(
  {
    /** A starting point; the other members change it. */
    preset: Type.Union([Type.Literal("rfc4180"), Type.Literal("excel-fr")], {
      default: "rfc4180",
      title: "csv.preset",
    }),
    separator: Type.Optional(
      Type.Union([Type.Literal(","), Type.Literal(";"), Type.Literal("\t")], { title: "csv.separator" }),
    ),
    decimal: Type.Optional(Type.Union([Type.Literal("."), Type.Literal(",")], { title: "csv.decimal" })),
    /** ISO 8601 UTC, ISO 8601 with the local offset, or as the language writes it, in local time. */
    time: Type.Optional(
      Type.Union([Type.Literal("utc"), Type.Literal("local"), Type.Literal("language")], { title: "csv.time" }),
    ),
    byteOrderMark: Type.Optional(Type.Boolean({ title: "csv.byteOrderMark" })),
    language: Type.Optional(
      Type.Union([Type.Literal("fr"), Type.Literal("en"), Type.Literal("ru")], { title: "csv.language" }),
    ),
    timeZone: Type.Optional(Type.String({ maxLength: 64, title: "csv.timeZone", widget: "timeZone" })),
  },
  { additionalProperties: false, default: {}, title: "csv", group: "more" },
);

export type CsvFormat = Static<typeof CsvFormatSchema>;
