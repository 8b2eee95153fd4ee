import { Type } from "typebox";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { fromIsoTime, isoTime } from "../iso-time.ts";
import { closed, Time } from "../schemas.ts";

const trace = {
  path: Type.String({ description: "of its folder in the device tree" }),
  label: Type.String(),
  unit: Type.String({ description: "empty when there is none" }),
  type: Type.String({ description: "digital, analog or text" }),
};

const Trace = closed({
  ...trace,
  resource: Type.String(),
  function: Type.String(),
  samples: Type.Integer(),
  first: Type.Optional(Time),
  last: Type.Optional(Time),
});

const numbers = (description: string) => Type.Unsafe<readonly number[]>(Type.Array(Type.Number(), { description }));

const Trend = closed({
  ...trace,
  from: Time,
  to: Time,
  total: Type.Integer({ description: "samples in the range" }),
  before: Type.Optional(
    closed({
      time: Type.Number({ description: "of the last sample before the range" }),
      value: Type.Unsafe<number | string>(Type.Union([Type.Number(), Type.String()])),
    }),
  ),
  exact: Type.Boolean({ description: "every sample is there; otherwise they were too many" }),
  times: numbers("milliseconds since 1970 UTC: of the samples, or of the beginnings of equal stretches"),
  values: Type.Optional(
    Type.Unsafe<readonly (number | string)[]>(
      Type.Array(Type.Union([Type.Number(), Type.String()]), {
        description: "digital: 0 and 1. Of texts that are too many the newest, and `from` is when they begin",
      }),
    ),
  ),
  min: Type.Optional(numbers("in place of values: the lowest of each stretch")),
  max: Type.Optional(numbers("and the highest")),
});

const Query = closed({
  path: Type.String({ maxLength: 128 }),
  from: Type.Optional({ ...Time, description: "both included; the whole trace when left out" }),
  to: Type.Optional(Time),
  points: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, description: "at most so many; 2000 when left out" }),
  ),
});

const USUAL_POINTS = 2000;

/** What traces there are, and how they went. */
export function trendsRoutes(app: App, { controller }: Face): void {
  app.get(
    "/traces",
    {
      config: { level: "guest" },
      schema: { tags: ["trends"], summary: "All traces", response: { 200: closed({ traces: Type.Array(Trace) }) } },
    },
    () => ({
      traces: controller.traces().map(({ path, resource, function: id, label, unit, type, samples, first, last }) => ({
        path,
        resource,
        function: id,
        label,
        unit,
        type,
        samples,
        ...(first === undefined ? {} : { first: isoTime(first) }),
        ...(last === undefined ? {} : { last: isoTime(last) }),
      })),
    }),
  );

  app.get(
    "/trends",
    {
      config: { level: "guest" },
      schema: {
        tags: ["trends"],
        summary: "A trace to be drawn: its samples, or their extremes when they are too many",
        querystring: Query,
        response: { 200: Trend },
      },
    },
    async ({ query: { path, from, to, points = USUAL_POINTS } }, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort(new ApiError("invalidRequest", "nobody waits any more")));
      const range = { from: bound(from), to: bound(to) };
      if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
        throw new ApiError("invalidRequest", "the range ends before it begins");
      }
      const found = await controller.trend(path, { ...range, points }, gone.signal);
      if (found === undefined) throw new ApiError("notFound", `there is no trace ${path}`);
      const { trace: shown, trend } = found;
      const { label, unit, type } = shown;
      return { path, label, unit, type, ...trend, from: isoTime(trend.from), to: isoTime(trend.to) };
    },
  );
}

function bound(time: string | undefined): number | undefined {
  return time === undefined ? undefined : fromIsoTime(time);
}
