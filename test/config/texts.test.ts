import { expect, test } from "vitest";
import { FAULTS } from "../../src/config/faults.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import { textFiles } from "../../src/texts.ts";

const files = new Map(textFiles());
const texts = Object.assign({}, ...files.values()) as Record<string, Record<string, string>>;
const own = (files.get("config.json") ?? {}) as Record<string, Record<string, string>>;

test("every member of the schema has a text, and every value to choose from", () => {
  expect(missing(keysOf(ConfigSchema))).toEqual([]);
});

test("every fault has a text", () => {
  expect(missing(Object.keys(FAULTS).map((code) => `fault.${code}`))).toEqual([]);
});

test("no text is left over", () => {
  const used = new Set([
    ...keysOf(ConfigSchema),
    ...Object.keys(FAULTS).map((code) => `fault.${code}`),
    "resource.kind",
  ]);
  expect(Object.keys(own).length).toBeGreaterThan(100);
  expect(Object.keys(own).filter((key) => !used.has(key))).toEqual([]);
});

test("every text is there in three languages, with the same placeholders", () => {
  for (const [key, phrases] of Object.entries(own)) {
    expect(Object.keys(phrases), key).toEqual(["fr", "en", "ru"]);
    const placeholders = Object.values(phrases).map((text) => (text.match(/\{\{\w+\}\}/g) ?? []).sort().join());
    expect(new Set(placeholders).size, key).toBe(1);
    for (const text of Object.values(phrases)) expect(text, key).not.toBe("");
  }
});

function missing(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => !(key in texts));
}

/** Titles of a schema and of all within it, and `title.value` for the alternatives of a choice. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { title, anyOf } = schema as { title?: string; anyOf?: { const?: unknown }[] };
  const choices = (anyOf ?? []).flatMap((choice) => ("const" in choice ? [`${title}.${String(choice.const)}`] : []));
  return [...(title === undefined ? [] : [title]), ...choices, ...Object.values(schema).flatMap(keysOf)];
}
