import { Type } from "typebox";
import { ConfigSchema } from "../../../config/schema.ts";
import type { ProbeStep } from "../../controller.ts";
import { eventFrame } from "../event-stream.ts";
import type { App, Face } from "../face.ts";
import { givenLogin, LoginMembers } from "../given-login.ts";
import { asGiven, asShown, closed, ProbeAnswer } from "../schemas.ts";
import { type SectionFace, sectionRoutes } from "./section.ts";

const ConnectionSchema = ConfigSchema.properties.connections.items;

const connections: SectionFace = {
  section: "connections",
  key: "id",
  given: asGiven(ConnectionSchema),
  shown: asShown(ConnectionSchema),
  show: (item) => item,
  shownOnly: [],
  // A certificate authority may take 64 Ki characters.
  bodyLimit: 256 * 1024,
};

const TEST_LIMIT_MS = 60_000;

const Login = closed({
  ...LoginMembers,
  folder: Type.Optional(Type.String({ maxLength: 1024, description: "/ when left out" })),
});

/** The LAN page: connections and their test. */
export function connectionsRoutes(app: App, face: Face): void {
  sectionRoutes(app, face, connections);
  const { controller, streams } = face;

  app.post(
    "/connections/:id/test",
    {
      config: { level: "installer" },
      schema: {
        tags: ["connections"],
        summary: "Walks connect, greeting, TLS, login, folder, write, rename, delete, and names the step that fails",
        description:
          "With `Accept: text/event-stream` each step comes as `event: step` when it ends, then `event: end` {ok}.",
        params: closed({ id: Type.String({ maxLength: 256 }) }),
        body: Login,
        response: { 200: ProbeAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { folder = "/" } = request.body;
      const login = givenLogin(controller, id, request.body);
      const stop = new AbortController();
      const cancelLimit = controller.clock.after(TEST_LIMIT_MS, () => stop.abort());
      reply.raw.on("close", () => {
        cancelLimit();
        stop.abort();
      });
      // The connection has nothing to carry while the server under test is waited for.
      request.socket.setTimeout(0);
      const steps = controller.probe(id, login, folder, stop.signal);
      const stream = request.headers.accept === "text/event-stream" ? streams.open(request, reply) : undefined;
      const told: ProbeStep[] = [];
      for await (const step of steps) {
        told.push(step);
        stream?.send(eventFrame("step", step));
      }
      const ok = told.length > 0 && told.every((step) => step.ok);
      if (stream === undefined) return { ok, steps: told };
      stream.send(eventFrame("end", { ok }));
      return stream.end();
    },
  );
}
