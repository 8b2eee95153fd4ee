import { Type } from "typebox";
import { type Account, AccountRefused, LEVELS } from "../../../accounts/accounts.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { closed, Nothing, Who } from "../schemas.ts";
import { tokenRoutes } from "./tokens.ts";

const Name = Type.String({ maxLength: 256 });
const params = closed({ name: Name });
// An enumeration makes one fault of a wrong level; a union makes one for each it is not.
const Level = Type.Unsafe<Account["level"]>({ type: "string", enum: [...LEVELS] });
/** What makes a password fit to use is told by the accounts, in words. */
const Password = Type.String({ maxLength: 1024, description: "at least 12 characters; never shown again" });

/** The accounts: who may talk to the controller, at which level. Passwords and tokens are never shown again. */
export function usersRoutes(app: App, face: Face): void {
  const { accounts, journal } = face.controller;
  const tags = ["users"];
  const find = (name: string) => accounts.list().find((account) => account.name === name);
  const found = (name: string): Account => {
    const account = find(name);
    if (account === undefined) throw new AccountRefused("unknownAccount");
    return account;
  };
  const record = (type: "accountChanged" | "accountRemoved", account: string, origin: string) =>
    journal.append({ type, severity: "info", resource: "", origin, parameters: { account }, error: undefined });

  app.get(
    "/users",
    {
      config: { level: "administrator" },
      schema: { tags, summary: "All accounts", response: { 200: closed({ users: Type.Array(Who) }) } },
    },
    () => ({ users: [...accounts.list()] }),
  );

  app.post(
    "/users",
    {
      config: { level: "administrator" },
      schema: {
        tags,
        summary: "Creates an account",
        body: closed({ name: Type.String({ maxLength: 256 }), level: Level, password: Password }),
        response: { 201: Who },
      },
    },
    async (request, reply) => {
      const { name, level, password } = request.body;
      if (find(name) !== undefined) throw new ApiError("alreadyExists", `there is an account ${name} already`);
      await accounts.put({ name, level }, password);
      record("accountChanged", name, causeOf(request));
      reply.code(201).header("location", `/api/v1/users/${encodeURIComponent(name)}`);
      return found(name);
    },
  );

  app.get(
    "/users/:name",
    { config: { level: "administrator" }, schema: { tags, summary: "One account", params, response: { 200: Who } } },
    (request) => found(request.params.name),
  );

  app.put(
    "/users/:name",
    {
      config: { level: "administrator" },
      schema: {
        tags,
        summary: "Changes the level, and the password when one is given; either ends the account's browser sessions",
        params,
        body: closed({ level: Level, password: Type.Optional(Password) }),
        response: { 200: Who },
      },
    },
    async (request) => {
      const { name } = found(request.params.name);
      const { level, password } = request.body;
      await accounts.put({ name, level }, password);
      record("accountChanged", name, causeOf(request));
      return found(name);
    },
  );

  app.delete(
    "/users/:name",
    {
      config: { level: "administrator" },
      schema: { tags, summary: "Removes an account, with its sessions and tokens", params, response: { 204: Nothing } },
    },
    async (request, reply) => {
      const { name } = found(request.params.name);
      accounts.remove(name);
      record("accountRemoved", name, causeOf(request));
      return reply.code(204).send();
    },
  );

  tokenRoutes(app, face, {
    path: "/users/:name",
    level: "administrator",
    tag: "users",
    whose: "the account",
    params: { name: Name },
    accountOf: (request) => found((request.params as { readonly name: string }).name).name,
  });
}
