import { type TSchema, Type } from "typebox";
import { type FormGroup, groupsOf } from "../../../config/form.ts";
import { DeviceSchema, SetSchema } from "../../../config/schema.ts";
import { ConnectionSchema } from "../../../connection/schema.ts";
import { KINDS, type KindName, rowsOf } from "../../../resources/kinds.ts";
import type { VarRow } from "../../../vars/definition.ts";
import type { App } from "../face.ts";
import { asGiven, closed } from "../schemas.ts";

const Group = closed({
  name: Type.String({ description: "its text is group.<this>" }),
  members: Type.Array(Type.String()),
});

const Form = closed({
  schema: Type.Unsafe<unknown>({
    type: "object",
    description: "JSON schema of what may be given; `title` is the key of a text, `widget` says more than the type",
  }),
  groups: Type.Array(Type.Unsafe<FormGroup>(Group)),
});

const KindVariable = closed({
  name: Type.String(),
  direction: Type.String(),
  type: Type.String(),
  text: Type.String(),
  code: Type.Optional(Type.String()),
  unit: Type.Optional(Type.String()),
});

const KindAnswer = closed({
  kind: Type.String(),
  menu: Type.String({ description: "heading under which it is added; its text is menu.<this>" }),
  commands: Type.Array(Type.String(), { description: "inputs to be pulsed, in order" }),
  variables: Type.Array(KindVariable, { description: "those it has with the default parameters" }),
  form: Form,
});

/** What can be configured, and with which form: read off the schemas and the table of kinds. */
export function kindsRoute(app: App): void {
  // Nothing of it changes while the process runs.
  const answer = {
    connection: formOf(ConnectionSchema),
    device: formOf(DeviceSchema),
    set: formOf(SetSchema),
    kinds: (Object.keys(KINDS) as KindName[]).map(showKind),
  };

  app.get(
    "/kinds",
    {
      config: { level: "guest" },
      schema: {
        tags: ["resources"],
        summary: "The kinds of resource, with the forms of their parameters, of connections, Sets and the device",
        response: { 200: closed({ connection: Form, device: Form, set: Form, kinds: Type.Array(KindAnswer) }) },
      },
    },
    () => answer,
  );
}

function formOf(schema: TSchema) {
  return { schema: asGiven(schema), groups: groupsOf(schema) };
}

function showKind(kind: KindName) {
  const { schema, menu } = KINDS[kind];
  const rows = Object.entries(rowsOf({ ...defaultsOf(schema), kind }));
  return {
    kind,
    menu,
    commands: rows.filter(([, row]) => isCommand(row)).map(([name]) => name),
    variables: rows.map(([name, row]) => showRow(name, row)),
    form: formOf(schema),
  };
}

/** What an owner shows as well is a value, and no button. */
function isCommand({ direction, type, shownByOwner }: VarRow): boolean {
  return direction === "input" && type.kind === "bool" && !shownByOwner;
}

function showRow(name: string, { direction, type, text }: VarRow) {
  return {
    name,
    direction,
    type: type.kind,
    text,
    ...(type.kind === "code" ? { code: type.name } : {}),
    ...("unit" in type ? { unit: type.unit } : {}),
  };
}

function defaultsOf(schema: TSchema): Readonly<Record<string, unknown>> {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { readonly default?: unknown }>> };
  return Object.fromEntries(Object.entries(properties).map(([member, { default: value }]) => [member, value]));
}
