import { Type } from "typebox";
import { logIn } from "../auth.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf, identityOf } from "../identity.ts";
import { isoTime } from "../iso-time.ts";
import { closed, Nothing, Time } from "../schemas.ts";
import { setCookie } from "./session.ts";

const Password = Type.String({ maxLength: 1024 });

/** What people change of their own account, whatever its level: the password and the tokens. */
export function ownAccountRoutes(app: App, { controller, streams }: Face): void {
  const { accounts, journal } = controller;
  const tags = ["session"];
  const record = (account: string, origin: string) =>
    journal.append({
      type: "accountChanged",
      severity: "info",
      resource: "",
      origin,
      parameters: { account },
      error: undefined,
    });

  app.put(
    "/session/password",
    {
      config: { level: "guest" },
      schema: {
        tags,
        summary: "Changes one's own password: the other browser sessions of the account end",
        description: "400 wrongPassword when `current` is not the password; tokens stay.",
        body: closed({ current: Password, next: Password }),
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { account, session } = identityOf(request);
      const { current, next } = request.body;
      if ((await logIn(controller, account.name, current, request.ip)) === undefined) {
        const message = "the current password is wrong";
        const details = [{ path: "/current", code: "wrongPassword", message }];
        throw new ApiError("wrongPassword", message, { details });
      }
      await accounts.put(account, next);
      record(account.name, causeOf(request));
      if (session !== undefined) {
        // All of them ended with the old password, this one too.
        streams.endSession(session);
        const { token } = accounts.openSession(account);
        reply.header("set-cookie", setCookie(request, token));
      }
      return reply.code(204).send();
    },
  );

  app.get(
    "/session/tokens",
    {
      config: { level: "guest" },
      schema: {
        tags,
        summary: "One's own bearer tokens: when each was issued",
        response: { 200: closed({ tokens: Type.Array(closed({ issued: Time })) }) },
      },
    },
    (request) => ({
      tokens: accounts.tokensOf(identityOf(request).account.name).map((issued) => ({ issued: isoTime(issued) })),
    }),
  );

  app.post(
    "/session/tokens",
    {
      config: { level: "guest" },
      schema: {
        tags,
        summary: "A new bearer token of one's own account, for a program",
        response: { 201: closed({ token: Type.String({ description: "shown this once" }) }) },
      },
    },
    (request, reply) => {
      const { name } = identityOf(request).account;
      const token = accounts.issueToken(name);
      record(name, causeOf(request));
      reply.code(201);
      return { token };
    },
  );

  app.delete(
    "/session/tokens",
    {
      config: { level: "guest" },
      schema: { tags, summary: "Ends all one's own bearer tokens", response: { 204: Nothing } },
    },
    async (request, reply) => {
      const { name } = identityOf(request).account;
      accounts.revokeTokens(name);
      record(name, causeOf(request));
      return reply.code(204).send();
    },
  );
}
