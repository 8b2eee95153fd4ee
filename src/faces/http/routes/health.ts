import { collectDefaultMetrics, Gauge, Registry } from "@platformatic/prom-client";
import { Type } from "typebox";
import type { App, Face } from "../face.ts";
import { closed, Text } from "../schemas.ts";

/** Whether the controller lives and serves, and its figures for Prometheus. */
export function healthRoutes(app: App, face: Face): void {
  const { controller } = face;
  const Health = closed({ status: Type.String(), version: Type.String() });
  const tags = ["health"];

  app.get(
    "/health/live",
    {
      config: { level: "open" },
      schema: { tags, summary: "The process answers", security: [], response: { 200: Health } },
    },
    () => ({ status: "live", version: controller.version }),
  );

  app.get(
    "/health/ready",
    {
      config: { level: "open" },
      schema: { tags, summary: "Everything serves", security: [], response: { 200: Health, 503: Health } },
    },
    (_request, reply) => {
      reply.code(controller.ready ? 200 : 503);
      return { status: controller.ready ? "ready" : "notReady", version: controller.version };
    },
  );

  const registry = metricsOf(face);
  app.get(
    "/metrics",
    {
      config: { level: "guest", openFromLoopback: true },
      schema: {
        tags,
        summary: "Figures for Prometheus; without an account from this machine",
        produces: ["text/plain"],
        response: { 200: Text },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}

function metricsOf({ controller, streams }: Face): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge("relais_ready", "1 while everything serves", () => (controller.ready ? 1 : 0));
  gauge("relais_commits", "number of the last commit", () => controller.space.seq);
  gauge("relais_event_streams", "event streams that are open", () => streams.count);
  gauge("relais_event_streams_cut", "event streams cut off since the start", () => streams.cutCount);
  new Gauge({
    name: "relais_variable",
    help: "a variable that is a number or a boolean",
    labelNames: ["path"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { path, value } of controller.space.snapshot().vars) {
        if (typeof value !== "string") this.set({ path }, Number(value));
      }
    },
  });
  return registry;
}
