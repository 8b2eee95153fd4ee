import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";

/** Nothing is coerced, dropped or filled in: a request is as its schema says, or every fault is named. */
const ajv = new Ajv({
  strict: true,
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
});
addFormats.default(ajv, ["date-time"]);

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validate = ajv.compile(schema);
  const members = (schema as Described).properties ?? {};
  return (data: unknown) => {
    const value = httpPart === "querystring" ? readQuery(members, data as Query) : data;
    return validate(value) ? { value } : { error: validate.errors ?? [] };
  };
};

type Query = Readonly<Record<string, unknown>>;
interface Described {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
}

/** A query is text: its decimal integers, and `true`, `false`, 1 and 0, are read as such, and only where they are expected. */
function readQuery(members: NonNullable<Described["properties"]>, query: Query): Query {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => [
      name,
      readMember(Object.hasOwn(members, name) ? members[name]?.type : "", text),
    ]),
  );
}

function readMember(type: string | undefined, text: unknown): unknown {
  if (typeof text !== "string") return text;
  if (type === "integer" && /^(0|[1-9]\d{0,15})$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false|1|0)$/.test(text)) return text === "true" || text === "1";
  return text;
}

/** For routes whose body another part verifies, whole and with every fault named. */
export const bodyAsGiven: FastifySchemaCompiler<TSchema> = (route) =>
  route.httpPart === "body" ? (value: unknown) => ({ value }) : validatorCompiler(route);
