import { Type } from "typebox";
import type { Recording } from "../../../timing/timing.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { fromIsoTime, isoTime } from "../iso-time.ts";
import { closed, Time, Value } from "../schemas.ts";
import { showVariable } from "../shown-variable.ts";

const Query = closed({ from: Type.Optional(Time), to: Type.Optional(Time) });

const Answer = closed({
  now: Time,
  from: { ...Time, description: "as asked, or later: what was before is not recorded any more" },
  to: Time,
  dialogueFrom: { ...Time, description: "the same for the dialogue, of which less is kept" },
  variables: Type.Array(
    closed({
      name: Type.String(),
      type: Type.String({ description: "bool or code" }),
      code: Type.Optional(Type.String({ description: "its texts are code.<this>.<value>" })),
      direction: Type.String({ description: "input or output" }),
    }),
  ),
  before: Type.Array(closed({ name: Type.String(), value: Value }), { description: "values when `from` began" }),
  changes: Type.Array(closed({ seq: Type.Integer(), time: Time, name: Type.String(), value: Value })),
  dialogue: Type.Array(
    closed({
      time: Time,
      session: Type.Integer({ description: "tells sessions that run side by side apart" }),
      direction: Type.String({ description: "sent or received" }),
      text: Type.String({ description: "without secrets; at most 300 characters" }),
    }),
  ),
});

/** The timing diagram of a resource: its registers, and the FTP dialogue of its commands on the same axis. */
export function timingRoute(app: App, { controller: { configuration, timing } }: Face): void {
  app.get(
    "/resources/:id/timing",
    {
      config: { level: "guest" },
      schema: {
        tags: ["resources"],
        summary: "How its registers changed, and the FTP dialogue of its commands; for resources that take commands",
        params: closed({ id: Type.String({ maxLength: 256 }) }),
        querystring: Query,
        response: { 200: Answer },
      },
    },
    ({ params: { id }, query: { from, to } }) => {
      const isConfigured = configuration.current.resources.some((resource) => resource.id === id);
      const recording = isConfigured ? timing.of(id, bound(from), bound(to)) : undefined;
      if (recording === undefined) throw new ApiError("notFound", `there is no resource ${id} that takes commands`);
      return shown(recording);
    },
  );
}

function bound(time: string | undefined): number | undefined {
  return time === undefined ? undefined : fromIsoTime(time);
}

function shown({ now, from, to, dialogueFrom, variables, before, changes, dialogue }: Recording) {
  return {
    now: isoTime(now),
    from: isoTime(from),
    to: isoTime(to),
    dialogueFrom: isoTime(dialogueFrom),
    variables: variables.map((variable) => {
      const { path, type, code, direction } = showVariable(variable);
      const name = path.slice(path.lastIndexOf(".") + 1);
      return { name, type, ...(code === undefined ? {} : { code }), direction };
    }),
    before: Array.from(before, ([name, value]) => ({ name, value })),
    changes: changes.map((change) => ({ ...change, time: isoTime(change.time) })),
    dialogue: dialogue.map((line) => ({ ...line, time: isoTime(line.time) })),
  };
}
