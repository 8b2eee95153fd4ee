import { type Static, Type } from "typebox";

/** A character that says what became of a file: the one at the beginning of a line of it. */
const MarkSchema = Type.Object(
  {
    /** From 1. */
    line: Type.Integer({ minimum: 1, maximum: 16, default: 1, title: "profile.mark.line" }),
    /** Before and after it was read. */
    open: Type.String({ minLength: 1, maxLength: 1, title: "profile.mark.open" }),
    done: Type.String({ minLength: 1, maxLength: 1, title: "profile.mark.done" }),
  },
  { additionalProperties: false, title: "profile.mark" },
);
export type Mark = Static<typeof MarkSchema>;

const markerName = (title: string) => Type.String({ maxLength: 128, pattern: "^[^/\\\\]*$", default: "", title });

/**
 * The protocol of a till or a back office, as data: when a file may be read, who says that it was, and how a report is
 * asked for. Names of markers hold `{name}`, the name of the file, and `{stem}`, the name without its extension.
 */
export const ProfileSchema = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z][a-z0-9-]{0,31}$", title: "profile.name" }),
    label: Type.String({ maxLength: 64, default: "", title: "profile.label" }),
    /** Of what the controller reads and writes itself: requests, flags, marks, reports of a Set. */
    encoding: Type.Union([Type.Literal("utf-8"), Type.Literal("windows-1251")], {
      default: "utf-8",
      title: "profile.encoding",
    }),
    /** Minutes a till has to take a catalog, and to answer a request, before an event says that it did not; 0: for ever. */
    acknowledgeWithin: Type.Number({ minimum: 0, maximum: 10_080, default: 0, title: "profile.acknowledgeWithin" }),
    catalog: Type.Object(
      {
        /** When the remote file may be read: it has been quiet, a marker is beside it, or no marker is. */
        ready: Type.Union([Type.Literal("quiet"), Type.Literal("marker-present"), Type.Literal("marker-absent")], {
          default: "quiet",
          title: "profile.catalog.ready",
        }),
        marker: markerName("profile.catalog.marker"),
        /** The marker is removed from the server after its file. */
        removeMarker: Type.Boolean({ default: false, title: "profile.catalog.removeMarker" }),
        /** What the load flag holds. */
        flag: Type.String({ maxLength: 1024, default: "", title: "profile.catalog.flag" }),
        /** How the till says that it has taken the local catalog: it removes the flag, the file, or changes the mark. */
        taken: Type.Union([Type.Literal("flag-removed"), Type.Literal("file-removed"), Type.Literal("marked")], {
          default: "flag-removed",
          title: "profile.catalog.taken",
        }),
        mark: Type.Optional(MarkSchema),
      },
      { additionalProperties: false, default: {}, title: "profile.catalog" },
    ),
    request: Type.Object(
      {
        /** What a request may say, by a line of it; without any, every request asks for all that is new. */
        asks: Type.Array(
          Type.Object(
            {
              text: Type.String({ minLength: 1, maxLength: 128, title: "profile.request.asks.text" }),
              /** All, what is new since the last report, or between two dates of the next line. */
              range: Type.Union([Type.Literal("all"), Type.Literal("new"), Type.Literal("dates")], {
                title: "profile.request.asks.range",
              }),
            },
            { additionalProperties: false, title: "profile.request.asks" },
          ),
          { maxItems: 16, default: [], title: "profile.request.asksList" },
        ),
        /** How two dates are written: `dd`, `MM`, `yyyy` and the characters between. */
        dates: Type.String({ maxLength: 64, default: "dd.MM.yyyy;dd.MM.yyyy", title: "profile.request.dates" }),
      },
      { additionalProperties: false, default: {}, title: "profile.request" },
    ),
    report: Type.Object(
      {
        /** When the local report may be sent: it has been quiet, the unload flag is gone, or a marker is beside it. */
        ready: Type.Union([Type.Literal("quiet"), Type.Literal("flag-removed"), Type.Literal("marker-present")], {
          default: "quiet",
          title: "profile.report.ready",
        }),
        /** Local, beside the report; removed with it. */
        marker: markerName("profile.report.marker"),
        /** Put beside the report on the server when it is there. */
        remoteMarker: markerName("profile.report.remoteMarker"),
        /** How the back office says that it has read the one before: it removes it, or changes the mark. */
        collected: Type.Union([Type.Literal("removed"), Type.Literal("marked")], {
          default: "removed",
          title: "profile.report.collected",
        }),
        mark: Type.Optional(MarkSchema),
        /** Local folder, beside the report, where sent ones are kept; empty: they are removed. */
        archive: Type.String({ maxLength: 128, pattern: "^[^/\\\\]*$", default: "", title: "profile.report.archive" }),
      },
      { additionalProperties: false, default: {}, title: "profile.report" },
    ),
  },
  { additionalProperties: false, title: "profile" },
);

export type Profile = Static<typeof ProfileSchema>;

/** The name of a marker, for the file that it is about. */
export function markerFor(pattern: string, path: string): string {
  const at = path.lastIndexOf("/") + 1;
  const name = path.slice(at);
  const stem = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name;
  return path.slice(0, at) + pattern.replaceAll("{name}", name).replaceAll("{stem}", stem);
}
