import { Type } from "typebox";
import { logIn } from "../auth.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf, identityOf } from "../identity.ts";
import { closed, Nothing } from "../schemas.ts";
import { setCookie } from "./session.ts";
import { tokenRoutes } from "./tokens.ts";

const Password = Type.String({ maxLength: 1024 });

/** What people change of their own account, whatever its level: the password and the tokens. */
export function ownAccountRoutes(app: App, face: Face): void {
  const { controller, streams } = face;
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

  tokenRoutes(app, face, {
    path: "/session",
    level: "guest",
    tag: "session",
    whose: "one's own account",
    params: {},
    accountOf: (request) => identityOf(request).account.name,
  });
}
