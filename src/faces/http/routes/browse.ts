import { Type } from "typebox";
import { Failure } from "../../../errors.ts";
import type { LoginGiven, RemoteEntry } from "../../controller.ts";
import { ApiError, serverRefused } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { givenLogin, LoginMembers } from "../given-login.ts";
import { isoTime } from "../iso-time.ts";
import { closed, Time } from "../schemas.ts";

const BROWSE_LIMIT_MS = 60_000;
const MAX_ENTRIES = 5000;

const RemoteChild = closed({
  name: Type.String(),
  type: Type.String({ description: "file, folder or other" }),
  size: Type.Optional(Type.Integer()),
  time: Type.Optional(Time),
});

/** Looks into a folder of the server, for those who choose one. */
export function browseRoute(app: App, { controller }: Face): void {
  app.post(
    "/connections/:id/browse",
    {
      config: { level: "installer" },
      schema: {
        tags: ["connections"],
        summary: "A folder of the connection's server: folders first, at most 5000 entries",
        description:
          "Logs in as given, or as `resource` does. 502 serverRefused, with the failure, its Error and the reply in the details.",
        params: closed({ id: Type.String({ maxLength: 256 }) }),
        body: closed({ ...LoginMembers, folder: Type.String({ maxLength: 1024 }) }),
        response: {
          200: closed({
            folder: Type.String(),
            entries: Type.Array(RemoteChild),
            truncated: Type.Boolean({ description: "there are more" }),
          }),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { folder } = request.body;
      const login: LoginGiven = givenLogin(controller, id, request.body);
      const stop = new AbortController();
      const cancelLimit = controller.clock.after(BROWSE_LIMIT_MS, () => stop.abort(new Failure("replyTimeout")));
      reply.raw.on("close", () => {
        cancelLimit();
        stop.abort(new Failure("aborted"));
      });
      // The connection has nothing to carry while the server is waited for.
      request.socket.setTimeout(0);
      try {
        const entries = (await controller.browse(id, login, folder, stop.signal)).toSorted(foldersFirst);
        const shown = entries.slice(0, MAX_ENTRIES).map(showEntry);
        return { folder, entries: shown, truncated: entries.length > MAX_ENTRIES };
      } catch (error) {
        if (error instanceof Failure && error.failure === "connectionMissing") {
          throw new ApiError("notFound", `there is no connection ${id}`);
        }
        throw error instanceof Failure ? serverRefused(error) : error;
      }
    },
  );
}

function foldersFirst(a: RemoteEntry, b: RemoteEntry): number {
  return Number(b.kind === "folder") - Number(a.kind === "folder") || (a.name < b.name ? -1 : 1);
}

function showEntry({ name, kind, size, modified }: RemoteEntry) {
  return {
    name,
    type: kind,
    ...(size === undefined ? {} : { size }),
    ...(modified === undefined ? {} : { time: isoTime(modified) }),
  };
}
