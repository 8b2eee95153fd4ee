import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from "fastify";
import type { Account, Level } from "../../accounts/accounts.ts";
import type { Controller } from "../controller.ts";
import { ApiError } from "./errors.ts";
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

/** Who asks, and whether they still may: an event stream outlives the request that opened it. */
export interface Identity {
  readonly account: Account;
  /** The browser session's token, when there is one. */
  readonly session: string | undefined;
  /** The account as it is now, `undefined` once it, its token or its session is gone. */
  current(): Account | undefined;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route; a route without it is refused to everybody. */
    level?: Level | "open";
    /** Needs no account when it is asked from this machine. */
    openFromLoopback?: boolean;
    /** How long its body may take, where the usual 15 s are too short. */
    bodyTimeMs?: number;
  }
  interface FastifyRequest {
    identity: Identity | undefined;
  }
}

/** The identity behind a request of a route that needs one. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) throw new ApiError("notLoggedIn", "this needs an account");
  return request.identity;
}

/** Whom commits, events and configuration changes name as their cause. */
export function causeOf(request: FastifyRequest): string {
  return `http:${identityOf(request).account.name}`;
}
