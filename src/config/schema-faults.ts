import { Ajv, type ErrorObject } from "ajv";
import { KIND_SCHEMAS } from "../resources/kinds.ts";
import { below, type FaultCode, fault } from "./faults.ts";
import { FORM_WORDS } from "./form.ts";
import { type ConfigFault, ConfigSchema } from "./schema.ts";

// `verbose` gives an error the alternatives it was measured against.
const ajv = new Ajv({
  strict: true,
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: true,
  discriminator: true,
  verbose: true,
  keywords: [...FORM_WORDS],
});

/** As a bare union every kind would report its faults; picked by `kind`, only the right one does. */
const validate = ajv.compile({
  ...ConfigSchema,
  properties: {
    ...ConfigSchema.properties,
    resources: {
      ...ConfigSchema.properties.resources,
      items: { type: "object", discriminator: { propertyName: "kind" }, oneOf: Object.values(KIND_SCHEMAS) },
    },
  },
});

/** Every fault of the form, one per cause. Fills in the defaults of the data. */
export function schemaFaults(data: unknown): ConfigFault[] {
  if (validate(data)) return [];
  const errors = validate.errors ?? [];
  const unions = new Set(errors.filter(isUnion).map((error) => error.instancePath));
  // A fault further down is of the alternative that was meant.
  const explained = pathsAbove(errors);
  return errors
    .filter((error) => !(isUnion(error) ? explained : unions).has(error.instancePath))
    .map((error) => faultOf(error));
}

const isUnion = (error: ErrorObject) => error.keyword === "anyOf";

function pathsAbove(errors: readonly ErrorObject[]): ReadonlySet<string> {
  const above = new Set<string>();
  for (let { instancePath: path } of errors) {
    while (path !== "") {
      path = path.slice(0, path.lastIndexOf("/"));
      above.add(path);
    }
  }
  return above;
}

const TYPES: Readonly<Record<string, FaultCode>> = {
  string: "textExpected",
  boolean: "booleanExpected",
  integer: "integerExpected",
  number: "numberExpected",
  array: "listExpected",
  object: "objectExpected",
};

const LIMITS: Readonly<Record<string, FaultCode>> = {
  minLength: "tooShort",
  maxLength: "tooLong",
  minimum: "tooSmall",
  maximum: "tooBig",
  minItems: "tooFew",
  maxItems: "tooMany",
  additionalItems: "tooMany",
};

function faultOf(error: ErrorObject): ConfigFault {
  const { keyword, instancePath: path, params } = error;
  const limit = LIMITS[keyword];
  if (limit !== undefined) return fault(limit, path, { limit: params.limit });
  switch (keyword) {
    case "additionalProperties":
      return fault("unknownMember", below(path, params.additionalProperty), {
        member: shown(params.additionalProperty),
      });
    case "required":
      return fault("missingMember", below(path, params.missingProperty), { member: params.missingProperty });
    case "discriminator":
      return params.tagValue === undefined
        ? fault("missingMember", below(path, "kind"), { member: "kind" })
        : fault("unknownKind", below(path, "kind"), { kinds: Object.keys(KIND_SCHEMAS).join(", ") });
    case "pattern":
      return fault("wrongForm", path, { pattern: params.pattern });
    case "anyOf":
      return fault("notAllowed", path, { allowed: allowed(error.parentSchema?.anyOf) });
    case "const":
      return fault("notAllowed", path, { allowed: String(params.allowedValue) });
    case "type":
      return fault(TYPES[params.type] ?? "objectExpected", path);
    default:
      throw new Error(`the schema uses ${keyword}, for which there is no fault`);
  }
}

interface Alternative {
  readonly const?: string | number | boolean;
  readonly required?: readonly string[];
  readonly type?: string;
}

/** A choice of values, of members, or of types. */
function allowed(alternatives: readonly Alternative[]): string {
  return alternatives.map((one) => String(one.const ?? one.required?.join(" + ") ?? one.type)).join(", ");
}

/** A name of the user's, fit for a message: bounded, in one line. */
function shown(name: string): string {
  return name.slice(0, 64).replace(/\p{Cc}/gu, " ");
}
