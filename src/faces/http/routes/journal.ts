import { Type } from "typebox";
import type { EventQuery, EventRecord, EventType } from "../../../journal/records.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { identityOf } from "../identity.ts";
import { fromIsoTime } from "../iso-time.ts";
import { closed, Event, Time } from "../schemas.ts";
import { showEvent } from "../shown-event.ts";

const Query = closed({
  resource: Type.Optional(Type.String({ maxLength: 64 })),
  type: Type.Optional(Type.String({ pattern: "^[A-Za-z]{1,64}$" })),
  // An enumeration makes one fault of a wrong one; a union makes one for each it is not.
  severity: Type.Optional(Type.Unsafe<EventRecord["severity"]>({ type: "string", enum: ["info", "warning", "error"] })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  pending: Type.Optional(Type.Boolean({ description: "only those not acknowledged" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "100 when left out" })),
  before: Type.Optional(Type.Integer({ description: "only ids below this one: the next page" })),
});

/** The journal: events, newest first, and their acknowledgement. */
export function journalRoutes(app: App, { controller: { journal } }: Face): void {
  app.get(
    "/journal",
    {
      config: { level: "guest" },
      schema: {
        tags: ["journal"],
        summary: "Events, newest first",
        querystring: Query,
        response: { 200: closed({ events: Type.Array(Event) }) },
      },
    },
    (request) => {
      const { from, to, type, ...rest } = request.query;
      const query: EventQuery = {
        ...rest,
        ...(type === undefined ? {} : { type: type as EventType }),
        ...(from === undefined ? {} : { from: fromIsoTime(from) }),
        ...(to === undefined ? {} : { to: fromIsoTime(to) }),
      };
      return { events: journal.events(query).map(showEvent) };
    },
  );

  app.post(
    "/journal/ack",
    {
      config: { level: "operator" },
      schema: {
        tags: ["journal"],
        summary: "Acknowledges several events; answers those that there are",
        body: closed({ ids: Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000, uniqueItems: true }) }),
        response: { 200: closed({ events: Type.Array(Event) }) },
      },
    },
    (request) => ({
      events: journal.acknowledgeAll(request.body.ids, identityOf(request).account.name).map(showEvent),
    }),
  );

  app.post(
    "/journal/:id/ack",
    {
      config: { level: "operator" },
      schema: {
        tags: ["journal"],
        summary: "Acknowledges an event; a second time keeps the first",
        params: closed({ id: Type.String({ pattern: "^[1-9][0-9]{0,14}$" }) }),
        response: { 200: Event },
      },
    },
    (request) => {
      const { id } = request.params;
      const event: EventRecord | undefined = journal.acknowledge(Number(id), identityOf(request).account.name);
      if (event === undefined) throw new ApiError("notFound", `there is no event ${id}`);
      return showEvent(event);
    },
  );
}
