import type { FastifyRequest } from "fastify";
import { type TObject, Type } from "typebox";
import type { Level } from "../../../accounts/accounts.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { isoTime } from "../iso-time.ts";
import { closed, Nothing, Time } from "../schemas.ts";

const Id = Type.String({ maxLength: 64, description: "names the token, and is no part of it" });
const Issued = closed({ id: Id, issued: Time });
const New = closed({ id: Id, token: Type.String({ description: "shown this once" }) });

/** Whose tokens the routes are about, and what they are called. */
interface Tokens {
  /** Under which they stand: `/session`, `/users/:name`. */
  readonly path: string;
  /** Who may call them. */
  readonly level: Level;
  readonly tag: string;
  /** As in "bearer tokens of the account". */
  readonly whose: string;
  /** Names of `path`. */
  readonly params: Record<string, ReturnType<typeof Type.String>>;
  /** Raises `AccountRefused` where the request names an account that is not there. */
  accountOf(request: FastifyRequest): string;
}

/** The bearer tokens of an account: listed, made, and ended, one or all. */
export function tokenRoutes(app: App, { controller: { accounts, journal } }: Face, tokens: Tokens): void {
  const { level, whose } = tokens;
  const path = `${tokens.path}/tokens`;
  const config = { level };
  const about = (summary: string, params: TObject = closed(tokens.params)) => ({
    tags: [tokens.tag],
    summary,
    ...(Object.keys(params.properties).length > 0 ? { params } : {}),
  });
  const changed = (account: string, request: FastifyRequest) =>
    journal.append({
      type: "accountChanged",
      severity: "info",
      resource: "",
      origin: causeOf(request),
      parameters: { account },
      error: undefined,
    });

  app.get(
    path,
    {
      config,
      schema: {
        ...about(`The bearer tokens of ${whose}: when each was issued`),
        response: { 200: closed({ tokens: Type.Array(Issued) }) },
      },
    },
    (request) => ({
      tokens: accounts.tokensOf(tokens.accountOf(request)).map(({ id, issued }) => ({ id, issued: isoTime(issued) })),
    }),
  );

  app.post(
    path,
    { config, schema: { ...about(`A new bearer token of ${whose}, for a program`), response: { 201: New } } },
    (request, reply) => {
      const name = tokens.accountOf(request);
      const issued = accounts.issueToken(name);
      changed(name, request);
      reply.code(201);
      return issued;
    },
  );

  app.delete(
    path,
    { config, schema: { ...about(`Ends all bearer tokens of ${whose}`), response: { 204: Nothing } } },
    async (request, reply) => {
      const name = tokens.accountOf(request);
      accounts.revokeTokens(name);
      changed(name, request);
      return reply.code(204).send();
    },
  );

  app.delete(
    `${path}/:id`,
    {
      config,
      schema: {
        ...about(`Ends one bearer token of ${whose}`, closed({ ...tokens.params, id: Id })),
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const name = tokens.accountOf(request);
      const { id } = request.params as { readonly id: string };
      if (!accounts.revokeToken(name, id)) throw new ApiError("notFound", `${whose} has no token ${id}`);
      changed(name, request);
      return reply.code(204).send();
    },
  );
}
