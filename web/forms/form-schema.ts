import { text, textIfAny } from "../texts/texts.ts";
import type { Item } from "./item.ts";

/** A form as the controller describes it (`GET /kinds`): what an item may hold, and under which headings it stands. */
export interface Form {
  readonly schema: FieldSchema;
  readonly groups: readonly FormGroup[];
}

export interface FormGroup {
  /** Its heading is the text `group.<name>`. */
  readonly name: string;
  readonly members: readonly string[];
}

/** As much of a JSON schema as forms are drawn from. */
export interface FieldSchema {
  readonly type?: string;
  /** Key of its label. */
  readonly title?: string;
  /** What a plain field is not enough for. */
  readonly widget?: string;
  readonly default?: unknown;
  readonly const?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema | readonly FieldSchema[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly patternProperties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

export type { Item };

/** What the user calls it. */
export function titleOf(schema: FieldSchema | undefined, name = ""): string {
  return (schema?.title === undefined ? undefined : textIfAny(schema.title)) ?? name;
}

/** A choice among fixed values, and nothing else. */
export function choicesOf(schema: FieldSchema): readonly (string | number | boolean)[] | undefined {
  const values = schema.anyOf?.map((alternative) => alternative.const);
  return values?.every((value) => value !== undefined) ? (values as (string | number | boolean)[]) : undefined;
}

/** The text of one of its values. */
export function choiceText({ title }: FieldSchema, value: string | number | boolean): string {
  return textIfAny(`${title}.${value}`) ?? String(value);
}

/** May be left out altogether, and has no default then. */
export function isOptional(parent: FieldSchema, name: string): boolean {
  return !parent.required?.includes(name) && parent.properties?.[name]?.default === undefined;
}

/** What something begins as when it is added: its defaults, and empty where there is none. */
export function initialOf(schema: FieldSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.properties === undefined) return schema.default ?? (schema.type === "string" ? "" : undefined);
  const members = Object.entries(schema.properties).flatMap(([name, member]) => {
    const initial = isOptional(schema, name) ? undefined : initialOf(member);
    return initial === undefined ? [] : [[name, initial] as const];
  });
  return { ...(Object.fromEntries(members) as object), ...(schema.default as object | undefined) };
}

/** The next name of a numbered series: after R00001 and R00007 comes R00008. `undefined` when the pattern is no series. */
export function nextName(pattern: string | undefined, taken: readonly string[]): string | undefined {
  const [, letter, digits] = /^\^([A-Z])\[0-9\]\{(\d)\}\$$/.exec(pattern ?? "") ?? [];
  if (letter === undefined) return undefined;
  const numbers = taken.filter((name) => name.startsWith(letter)).map((name) => Number(name.slice(1)));
  return letter + String(Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1).padStart(Number(digits), "0");
}

/** Between what a number has to be, and what it is when left out. */
export function rangeText({ minimum, maximum, default: initial }: FieldSchema): string | undefined {
  const parts = [
    minimum !== undefined && maximum !== undefined && text("page.form.range", { minimum, maximum }),
    minimum !== undefined && maximum === undefined && text("page.form.minimum", { minimum }),
    typeof initial === "number" && text("page.form.default", { value: initial }),
  ].filter((part) => typeof part === "string");
  return parts.length === 0 ? undefined : parts.join(" · ");
}
