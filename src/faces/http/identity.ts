import type { FastifyRequest } from "fastify";
import type { Account } from "../../accounts/accounts.ts";
import { ApiError } from "./errors.ts";

/** Who asks, and whether they still may: an event stream outlives the request that opened it. */
export interface Identity {
  readonly account: Account;
  /** The browser session's token, when there is one. */
  readonly session: string | undefined;
  /** The account as it is now, `undefined` once it, its token or its session is gone. */
  current(): Account | undefined;
}

declare module "fastify" {
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
