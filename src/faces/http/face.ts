import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { Level } from "../../accounts/accounts.ts";
import type { Controller } from "../controller.ts";
import type { EventStreams } from "./event-stream.ts";

/** What every route of the HTTP face works with. */
export interface Face {
  readonly controller: Controller;
  readonly streams: EventStreams;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route; a route without it is refused to everybody. */
    level?: Level | "open";
    /** Needs no account when it is asked from this machine. */
    openFromLoopback?: boolean;
    /** How long its body may take, where the usual 15 s are too short. */
    bodyTimeMs?: number;
  }
}
