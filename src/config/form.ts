import type { TSchema } from "typebox";

/** Annotations of a schema that the pages make forms of, and that validation passes over. */
export const FORM_WORDS = ["group", "widget"] as const;

/** The headings of forms, in their order: those of the source text, and what it has none for. Texts are `group.<this>`. */
export const GROUPS = [
  "identity",
  "communication",
  "access",
  "catalog",
  "report",
  "exchange",
  "data",
  "history",
  "events",
  "commands",
  "more",
] as const;

/** What a plain field is not enough for. */
export const WIDGETS = [
  "password",
  "connection",
  "set",
  "deviceFolder",
  "devicePath",
  "remoteFolder",
  "remoteFile",
  "lines",
  "schedule",
  "link",
  "timeZone",
] as const;

/** One heading of a form with the members of the schema that stand under it. */
export interface FormGroup {
  readonly name: string;
  readonly members: readonly string[];
}

/** The headings of a schema's form, with their members in the order of the schema. A member without a group has no field. */
export function groupsOf(schema: TSchema): FormGroup[] {
  const members = Object.entries((schema as Described).properties ?? {});
  return GROUPS.map((name) => ({
    name,
    members: members.filter(([, member]) => member.group === name).map(([member]) => member),
  })).filter((group) => group.members.length > 0);
}

interface Described {
  readonly properties?: Readonly<Record<string, { readonly group?: string }>>;
}
