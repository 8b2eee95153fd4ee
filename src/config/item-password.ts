import { KIND_SCHEMAS, type KindName } from "../resources/kinds.ts";

/** Whether resources of a kind have a password. */
export function hasPassword(kind: unknown): boolean {
  const schema = Object.hasOwn(KIND_SCHEMAS, String(kind)) ? KIND_SCHEMAS[kind as KindName] : undefined;
  return schema !== undefined && "password" in schema.properties;
}
