import type { Document } from "yaml";
import { isMap, isSeq } from "yaml";
import { editable, print } from "./edit.ts";
import { hasPassword } from "./item-password.ts";
import type { Config } from "./schema.ts";

/** The text of a configuration as it may leave the process: comments kept, no password, not even an encrypted one. */
export function textWithoutSecrets(text: string): string {
  const document = editable(text);
  const holders = [...itemPaths(document), ["ftpServer"]];
  const secrets = holders.map((holder) => [...holder, "password"]).filter((path) => document.hasIn(path));
  for (const path of secrets) document.deleteIn(path);
  return secrets.length === 0 ? text : print(document);
}

/** One member of a text to be set, or with `undefined` to be taken out. */
export interface Edit {
  readonly path: readonly (string | number)[];
  readonly value: string | undefined;
}

export function withEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const document = editable(text);
  for (const { path, value } of edits) {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
  }
  return print(document);
}

/**
 * The data of a whole configuration that was given, with the stored passwords where it has none: it was shown without
 * them. `passwordSet`, which stands in their place in some views, is passed over.
 */
export function withStoredPasswords(data: unknown, current: Config): unknown {
  if (!isObject(data)) return data;
  const stored = new Map(current.resources.map((resource) => [resource.id as unknown, passwordOf(resource)]));
  const complete = (item: unknown, password: string | undefined, may: boolean): unknown => {
    if (!isObject(item)) return item;
    const { passwordSet: _, ...members } = item;
    const keeps = may && members.password === undefined && password !== undefined && password !== "";
    return keeps ? { ...members, password } : members;
  };
  const { resources, ftpServer } = data;
  return {
    ...data,
    ...(Array.isArray(resources) && {
      resources: resources.map((item: unknown) =>
        isObject(item) ? complete(item, stored.get(item.id), hasPassword(item.kind)) : item,
      ),
    }),
    ...(isObject(ftpServer) && { ftpServer: complete(ftpServer, current.ftpServer?.password, true) }),
  };
}

function passwordOf(item: object): string | undefined {
  return "password" in item ? String(item.password) : undefined;
}

function itemPaths(document: Document): (string | number)[][] {
  const resources = isMap(document.contents) ? document.get("resources") : undefined;
  return isSeq(resources)
    ? resources.items.flatMap((item, index) => (isMap(item) ? [["resources", index] as (string | number)[]] : []))
    : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
