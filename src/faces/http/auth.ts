import type { FastifyReply, FastifyRequest } from "fastify";
import { type Account, LEVELS } from "../../accounts/accounts.ts";
import type { Controller } from "../controller.ts";
import { ApiError } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { assertSameOrigin } from "./same-origin.ts";

/** Name of the browser session's cookie. The prefix `__Host-` is only accepted by browsers together with Secure. */
export function sessionCookie({ protocol }: FastifyRequest): string {
  return protocol === "https" ? "__Host-relais" : "relais";
}

/** How long a client is asked to wait while failed log-ins are being held back. */
const RETRY_AFTER_SECONDS = 5;

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * The hook every request passes: who asks, and whether the route's level lets them. A route without a level lets
 * nobody in.
 */
export function authorise(controller: Controller) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.is404) return;
    assertSameOrigin(request);
    const { level, openFromLoopback } = request.routeOptions.config;
    if (level === "open") return;
    request.identity = await identify(controller, request);
    if (request.identity === undefined) {
      if (openFromLoopback === true && LOOPBACK.test(request.ip)) return;
      if (!isBrowser(request)) reply.header("www-authenticate", 'Basic realm="Relais", charset="UTF-8"');
      throw new ApiError("notLoggedIn", "this needs an account: HTTP Basic, a bearer token or a browser session");
    }
    const { account } = request.identity;
    if (level === undefined || LEVELS.indexOf(account.level) < LEVELS.indexOf(level)) {
      throw new ApiError(
        "levelTooLow",
        `this needs the level ${level ?? "of nobody"}, ${account.name} is ${account.level}`,
      );
    }
  };
}

/** Given credentials decide alone: wrong ones are not made good by a cookie. */
function identify(
  controller: Controller,
  request: FastifyRequest,
): Promise<Identity | undefined> | Identity | undefined {
  const { accounts } = controller;
  const { authorization } = request.headers;
  if (authorization === undefined) {
    const token = sessionToken(request);
    return token === undefined
      ? undefined
      : identity(accounts.bySession(token), () => accounts.bySession(token), token);
  }
  const [, scheme = "", credentials = ""] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return identity(accounts.byToken(credentials), () => accounts.byToken(credentials));
    case "basic":
      return identifyBasic(controller, credentials, request.ip);
    default:
      return undefined;
  }
}

async function identifyBasic(controller: Controller, credentials: string, from: string): Promise<Identity | undefined> {
  const pair = /^([^:]+):(.*)$/s.exec(Buffer.from(credentials, "base64").toString("utf8"));
  if (pair === null) return undefined;
  const [, name = "", password = ""] = pair;
  const account = await logIn(controller, name, password, from);
  return identity(account, () => controller.accounts.list().find((known) => known.name === name));
}

function identity(
  account: Account | undefined,
  current: () => Account | undefined,
  session?: string,
): Identity | undefined {
  return account && { account, session, current };
}

export function sessionToken(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : request.server.parseCookie(cookie)[sessionCookie(request)];
}

/** Checks a name and password and keeps a refusal in the journal. Raises `slowDown` while failures are held back. */
export async function logIn(
  { accounts, journal }: Controller,
  name: string,
  password: string,
  from: string,
): Promise<Account | undefined> {
  const account = await accounts.logIn(name, password, from);
  if (account === "slow-down") {
    throw new ApiError("slowDown", "too many failed log-ins: try again later", {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  if (account === undefined) {
    // People type their password in the wrong field: only names that exist are written down.
    const known = accounts.list().some((each) => each.name === name);
    journal.append({
      type: "loginRefused",
      severity: "warning",
      resource: "",
      origin: "http",
      parameters: { account: known ? name : "?", from },
      error: undefined,
    });
  }
  return account;
}

/** A browser would answer `WWW-Authenticate` with a window of its own, over our log-in page. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return "sec-fetch-site" in headers || "x-requested-with" in headers || "x-relais" in headers;
}
