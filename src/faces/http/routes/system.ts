import { Type } from "typebox";
import { LOG_LEVELS, type LogLevel } from "../../../log-lines.ts";
import { TimeZone } from "../../../time-zone.ts";
import type { App, Face } from "../face.ts";
import { isoTime } from "../iso-time.ts";
import { closed, Time } from "../schemas.ts";

const Bytes = Type.Integer();
const SystemAnswer = closed({
  version: Type.String(),
  site: Type.String(),
  startedAt: Time,
  uptimeSeconds: Type.Integer(),
  runtime: Type.String(),
  time: Time,
  timeZone: Type.String(),
  language: Type.String(),
  memoryBytes: Bytes,
  disk: closed({ freeBytes: Bytes, totalBytes: Bytes }),
  databases: Type.Array(closed({ name: Type.String(), bytes: Bytes })),
  counts: closed({
    connections: Type.Integer(),
    resources: Type.Integer(),
    sets: Type.Integer(),
    sessions: Type.Integer({ description: "FTP sessions that are open" }),
    streams: Type.Integer({ description: "event streams that are open" }),
  }),
  health: Type.Array(closed({ part: Type.String(), ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
});

const Line = closed({
  time: Time,
  level: Type.String(),
  message: Type.String(),
  detail: Type.Optional(Type.String()),
});

/** How the device is as a whole, and what its log says. */
export function systemRoutes(app: App, { controller, streams }: Face): void {
  const { clock, configuration, system, version, logLines } = controller;
  const tags = ["system"];

  app.get(
    "/system",
    {
      config: { level: "guest" },
      schema: { tags, summary: "Version, time, memory, disk, and how each part is", response: { 200: SystemAnswer } },
    },
    async () => {
      const { connections, resources, sets } = configuration.current;
      const now = clock.now();
      return {
        version,
        site: system.site,
        startedAt: isoTime(system.startedAt),
        uptimeSeconds: Math.floor(process.uptime()),
        runtime: `Node ${process.version}`,
        time: isoTime(now),
        timeZone: TimeZone.of().name,
        language: system.language,
        memoryBytes: process.memoryUsage.rss(),
        disk: await system.disk(),
        databases: [...(await system.databases())],
        counts: {
          connections: connections.length,
          resources: resources.length,
          sets: sets.length,
          sessions: system.sessions(),
          streams: streams.count,
        },
        health: [...(await system.health())],
      };
    },
  );

  app.get(
    "/logs",
    {
      config: { level: "administrator" },
      schema: {
        tags,
        summary: "The last lines of the log, newest first",
        querystring: closed({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "100 when left out" })),
          level: Type.Optional(Type.Unsafe<LogLevel>({ type: "string", enum: [...LOG_LEVELS] })),
        }),
        response: { 200: closed({ lines: Type.Array(Line) }) },
      },
    },
    (request) => {
      const { limit = 100, level = "trace" } = request.query;
      return {
        lines: logLines.last(limit, level).map(({ detail, ...line }) => ({
          ...line,
          time: isoTime(line.time),
          ...(detail === undefined ? {} : { detail }),
        })),
      };
    },
  );
}
