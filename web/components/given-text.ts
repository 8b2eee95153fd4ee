/** What a form holds in a field of text; empty when there is no such field, or a file in it. */
export function givenText(given: FormData, name: string): string {
  const value = given.get(name);
  return typeof value === "string" ? value : "";
}
