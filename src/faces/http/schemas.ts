import { type Static, type TSchema, Type } from "typebox";
import { MASK_PATTERN } from "./mask.ts";

/** Objects of the API take no members but their own. */
export const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

export const Time = Type.String({ format: "date-time", description: "ISO 8601, UTC" });
export const Value = Type.Unsafe<boolean | number | string>({
  type: ["boolean", "number", "string"],
  description:
    "Booleans also as 0 and 1; codes as numbers; a value of type `time` is in milliseconds since 1970 UTC, 0 is never",
});

/** A member of an answer that is left out when there is none. */
const maybe = <S extends TSchema>(schema: S) => Type.Optional(Type.Unsafe<Static<S> | undefined>(schema));

export const ErrorAnswer = closed({
  error: closed({
    code: Type.String(),
    message: Type.String(),
    details: Type.Array(
      closed({
        path: Type.String(),
        code: Type.String(),
        message: Type.String(),
        parameters: maybe(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
        failure: Type.Optional(Type.String()),
        error: Type.Optional(Type.Integer()),
        reply: Type.Optional(Type.String({ description: "the FTP reply that decided" })),
      }),
    ),
  }),
});

export const Nothing = Type.Unsafe<undefined>({ type: "null", description: "Done" });

/** Answers that are no JSON: an event stream, a file, figures. */
export const Text = Type.Unsafe<unknown>({ type: "string" });

export const Variable = closed({
  path: Type.String({ description: "in full: easy.RESS.R00001.Send" }),
  value: Value,
  type: Type.String({ description: "bool, integer, number, code, text or time" }),
  direction: Type.String({ description: "input or output" }),
  time: Type.String({ format: "date-time", description: "when the value last changed" }),
  text: Type.String({ description: "key of the text that says what the variable is" }),
  code: maybe(Type.String({ description: "of a code: its texts are code.<this>.<value>" })),
  unit: maybe(Type.String()),
});
export const WrittenVariable = closed({ ...Variable.properties, changed: Type.Boolean() });
export const Snapshot = closed({
  seq: Type.Integer({ description: "number of the last commit it contains" }),
  vars: Type.Array(Variable),
});
export const Mask = Type.String({
  pattern: MASK_PATTERN,
  description: "paths, full or short, several with commas; * stands for anything within a name, ** crosses dots",
});
export const VariablePath = closed({
  path: Type.String({ maxLength: 512, description: "full or short: R00001.Send" }),
});

export const Event = closed({
  id: Type.Integer(),
  time: Time,
  type: Type.String({ description: "its text is event.<type> with the parameters" }),
  severity: Type.String({ description: "info, warning or error" }),
  resource: Type.String({ description: "empty for the device itself" }),
  origin: Type.String(),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  error: maybe(Type.Integer()),
  acknowledgedAt: maybe(Time),
  acknowledgedBy: maybe(Type.String()),
});

const TransferFile = closed({
  index: Type.Integer(),
  path: Type.String(),
  size: Type.Integer(),
  modified: Time,
  state: Type.String({ description: "pending, done, failed or skipped" }),
  bytes: Type.Integer(),
  durationMs: Type.Number(),
  failure: maybe(Type.String()),
  reply: maybe(Type.String({ description: "the FTP reply that decided" })),
});
export const Transfer = closed({
  id: Type.Integer(),
  resource: Type.String(),
  verb: Type.String(),
  cause: Type.String(),
  acceptedAt: Time,
  startUps: Type.Integer({ description: "start-ups at which it was under way" }),
  leftOut: maybe(Type.Integer({ description: "links and names that are not allowed among what was to be sent" })),
  endedAt: maybe(Time),
  result: maybe(
    closed({
      error: Type.Integer(),
      failure: maybe(Type.String()),
      subject: maybe(Type.String()),
      reply: maybe(Type.String()),
      filesTotal: Type.Integer(),
      filesDone: Type.Integer(),
      bytesTotal: Type.Integer(),
      bytesDone: Type.Integer(),
      durationMs: Type.Number(),
    }),
  ),
  files: Type.Array(TransferFile),
});

export const FolderChild = closed({
  path: Type.String({ description: "to be given back to /folders and /files" }),
  name: Type.String(),
  label: Type.String(),
  type: Type.String({ description: "file or folder" }),
  size: Type.Integer(),
  time: maybe(Time),
  readable: Type.Boolean(),
  writable: Type.Boolean(),
});

export const Who = closed({ name: Type.String(), level: Type.String() });

export const ProbeAnswer = closed({
  ok: Type.Boolean(),
  steps: Type.Array(
    closed({
      step: Type.String(),
      ok: Type.Boolean(),
      failure: maybe(Type.String()),
      reply: maybe(Type.String()),
      durationMs: Type.Number(),
    }),
  ),
});

/** An item of the configuration as it may be given: what has a default may be left out. */
export const asGiven = (schema: TSchema): TSchema =>
  ofEachKind(schema, ({ required = [], ...rest }) => ({
    ...rest,
    required: required.filter((name) => !("default" in (rest.properties[name] ?? {}))),
  }));

/** An item as it is shown: without its password, with what only says how things are. */
export const asShown = (schema: TSchema, more: Readonly<Record<string, TSchema>> = {}): TSchema =>
  ofEachKind(schema, ({ properties, required = [], ...rest }) => {
    const { password: _, ...shown } = properties;
    return { ...rest, properties: { ...shown, ...more }, required: required.filter((name) => name !== "password") };
  });

interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

function ofEachKind(schema: TSchema, change: (kind: ObjectSchema) => ObjectSchema): TSchema {
  const { anyOf } = schema as { anyOf?: readonly ObjectSchema[] };
  return Type.Unsafe(
    anyOf === undefined ? change(schema as unknown as ObjectSchema) : { ...schema, anyOf: anyOf.map(change) },
  );
}
