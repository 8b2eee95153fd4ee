import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Controller } from "../../controller.ts";
import { logIn, sessionCookie, sessionToken } from "../auth.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { identityOf } from "../identity.ts";
import { closed, Nothing, Who } from "../schemas.ts";

/** The header that sets the session's cookie, or takes it back. */
export function setCookie(request: FastifyRequest, token: string | undefined): string {
  const secure = request.protocol === "https";
  const bounds = { path: "/", httpOnly: true, sameSite: "strict", secure } as const;
  const name = sessionCookie(request);
  const { server } = request;
  return token === undefined
    ? server.serializeCookie(name, "", { ...bounds, maxAge: 0 })
    : server.serializeCookie(name, token, bounds);
}

/** Browser sessions: log-in, who I am, log-out. */
export function sessionRoutes(app: App, { controller, streams }: Face): void {
  const { accounts } = controller;

  app.get(
    "/session",
    {
      config: { level: "guest" },
      schema: { tags: ["session"], summary: "Who I am", response: { 200: Who } },
    },
    (request) => identityOf(request).account,
  );

  app.post(
    "/session",
    {
      config: { level: "open" },
      schema: {
        tags: ["session"],
        summary: "Log-in of a browser: sets the session's cookie",
        body: closed({ user: Type.String({ maxLength: 128 }), password: Type.String({ maxLength: 1024 }) }),
        response: { 200: Who },
        security: [],
      },
    },
    async (request, reply) => {
      const { user, password } = request.body;
      const account = await logIn(controller, user, password, request.ip);
      if (account === undefined) throw new ApiError("notLoggedIn", "the name or the password is wrong");
      // A session never outlives a log-in: what someone may have planted before it is worth nothing.
      endSession(sessionToken(request));
      const { token } = accounts.openSession(account);
      record(controller, "loggedIn", account.name, request.ip);
      reply.header("set-cookie", setCookie(request, token));
      return account;
    },
  );

  app.delete(
    "/session",
    {
      config: { level: "guest" },
      schema: { tags: ["session"], summary: "Log-out: ends its event streams too", response: { 204: Nothing } },
    },
    async (request, reply) => {
      const { account, session } = identityOf(request);
      endSession(session);
      if (session !== undefined) record(controller, "loggedOut", account.name, request.ip);
      reply.header("set-cookie", setCookie(request, undefined));
      return reply.code(204).send();
    },
  );

  function endSession(token: string | undefined): void {
    if (token === undefined) return;
    accounts.closeSession(token);
    streams.endSession(token);
  }
}

function record({ journal }: Controller, type: "loggedIn" | "loggedOut", name: string, from: string): void {
  journal.append({
    type,
    severity: "info",
    resource: "",
    origin: `http:${name}`,
    parameters: { account: name, from },
    error: undefined,
  });
}
