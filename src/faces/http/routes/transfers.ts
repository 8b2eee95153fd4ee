import { Type } from "typebox";
import type { Transfer as TransferRecord } from "../../../journal/records.ts";
import type { App, Face } from "../face.ts";
import { fromIsoTime, isoTime } from "../iso-time.ts";
import { closed, Time, Transfer } from "../schemas.ts";

const Query = closed({
  resource: Type.Optional(Type.String({ maxLength: 64 })),
  from: Type.Optional({ ...Time, description: "accepted since then, this moment included" }),
  to: Type.Optional(Time),
  error: Type.Optional(Type.Integer({ minimum: 0, maximum: 12, description: "only those that ended with it" })),
  before: Type.Optional(Type.Integer({ description: "only ids below this one: the next page" })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: "20 when left out; beyond 200 only with files=0" }),
  ),
  files: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10_000,
      description: "how many files of each; the failed ones come first; 1000 when left out",
    }),
  ),
});

/** What was sent and received: commands with their files. */
export function transfersRoute(app: App, { controller: { journal } }: Face): void {
  app.get(
    "/transfers",
    {
      config: { level: "guest" },
      schema: {
        tags: ["journal"],
        summary: "Commands with their files, newest first",
        querystring: Query,
        response: { 200: closed({ transfers: Type.Array(Transfer) }) },
      },
    },
    ({ query }) => {
      const { from, to, ...rest } = query;
      const asked = {
        ...rest,
        ...(from === undefined ? {} : { from: fromIsoTime(from) }),
        ...(to === undefined ? {} : { to: fromIsoTime(to) }),
      };
      return { transfers: journal.transfers(asked).map(showTransfer) };
    },
  );
}

function showTransfer({ command, result, endedAt, files }: TransferRecord) {
  return {
    ...command,
    acceptedAt: isoTime(command.acceptedAt),
    endedAt: endedAt === undefined ? undefined : isoTime(endedAt),
    result,
    files: files.map(({ result: ended, ...file }) => ({
      ...file,
      modified: isoTime(file.modified),
      state: ended?.state ?? "pending",
      bytes: ended?.bytes ?? 0,
      durationMs: ended?.durationMs ?? 0,
      failure: ended?.failure,
      reply: ended?.reply,
    })),
  };
}
