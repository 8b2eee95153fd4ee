import type { TSchema } from "typebox";

/**
 * A body with its booleans as `true` and `false`, where the schema expects them and 0 or 1 was given. Whatever else
 * does not fit stays as it is, for whoever verifies it.
 */
export function readBooleans(schema: TSchema, value: unknown): unknown {
  const { type, properties = {} } = alternativeFor(schema, value);
  if (type === "boolean" && (value === 0 || value === 1)) return value === 1;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const expected = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, expected === undefined ? member : readBooleans(expected, member)];
    }),
  );
}

interface Described {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly anyOf?: readonly Described[];
}

/** Of a union the alternative that the value says it is, by the members it must have exactly. */
function alternativeFor(schema: Described, value: unknown): Described {
  if (schema.anyOf === undefined || !isObject(value)) return schema;
  const isIt = ({ properties = {} }: Described) =>
    Object.entries(properties).every(([name, member]) => !("const" in member) || member.const === value[name]);
  return schema.anyOf.find(isIt) ?? {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
