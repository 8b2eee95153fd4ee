import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigSchema } from "../src/config/schema.ts";
import { ERROR, FAILURES } from "../src/errors.ts";
import { ftpCatalogRows } from "../src/resources/ftp-catalog/rows.ts";
import { ftpReportRows } from "../src/resources/ftp-report/rows.ts";
import { LIMIT } from "../src/resources/point/limit.ts";
import { pointRows } from "../src/resources/point/rows.ts";
import { MODE } from "../src/resources/point/value.ts";
import { ACTION, refreshInput, STATUS, sendInputs, transferOutputs } from "../src/resources/rows.ts";
import { createTexts, LANGUAGES, type Phrase, pickLanguage, textFiles } from "../src/texts.ts";

const files = [...textFiles()];
const phrases = new Map(files.flatMap(([, file]) => Object.entries(file)));
const keys = new Set(phrases.keys());

const formsOf = (phrase: Phrase) => (typeof phrase === "string" ? { other: phrase } : phrase);
const placeholders = (text: string) => [...new Set(text.match(/{{[^}]*}}/g))].sort();

describe("i18n", () => {
  it.each(files)("%s has every key in the three languages, and no empty text", (_, file) => {
    for (const [key, phrase] of Object.entries(file)) {
      expect(Object.keys(phrase).sort(), key).toEqual([...LANGUAGES].sort());
      for (const text of LANGUAGES.flatMap((language) => Object.values(formsOf(phrase[language])))) {
        expect(text.trim(), key).not.toBe("");
      }
    }
  });

  it.each(files)("%s has the same placeholders in the three languages", (_, file) => {
    for (const [key, phrase] of Object.entries(file)) {
      const [french, ...others] = LANGUAGES.map((language) => placeholders(formsOf(phrase[language]).other));
      for (const other of others) expect(other, key).toEqual(french);
    }
  });

  it.each(files)("%s has the plural forms that each language needs", (_, file) => {
    for (const [key, phrase] of Object.entries(file)) {
      for (const language of LANGUAGES) {
        if (typeof phrase[language] === "string") continue;
        // `many` of French begins at a million, and reads as `other` there.
        const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        const missing = needed.filter((form) => !(form in formsOf(phrase[language])));
        expect(language === "fr" ? missing.filter((form) => form !== "many") : missing, key).toEqual([]);
      }
    }
  });

  it("no key stands in two files", () => {
    const all = files.flatMap(([, file]) => Object.keys(file));
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
  });
});

describe("every code has its text", () => {
  const missing = (wanted: readonly string[]) => wanted.filter((key) => !keys.has(key));

  it("failures, and what to do about them", () => {
    expect(missing(Object.keys(FAILURES).flatMap((name) => [`failure.${name}`, `failure.${name}.remedy`]))).toEqual([]);
  });

  it("no text speaks of a failure that does not exist", () => {
    const named = [...keys].flatMap((key) => /^failure\.([^.]+)/.exec(key)?.[1] ?? []);
    expect(named.filter((name) => !(name in FAILURES))).toEqual([]);
  });

  it("values of the codes", () => {
    const codes = { error: ERROR, action: ACTION, status: STATUS, pointMode: MODE, limit: LIMIT };
    const wanted = Object.entries(codes).flatMap(([name, of]) =>
      Object.values(of).map((value) => `code.${name}.${value}`),
    );
    expect(missing(wanted)).toEqual([]);
    expect(missing(Object.values(ERROR).map((value) => `code.error.${value}.remedy`))).toEqual([]);
  });

  it("variables", () => {
    const point = pointRows({ type: "analog", unit: "" });
    const rows = { ...sendInputs, ...refreshInput, ...transferOutputs, ...ftpCatalogRows, ...ftpReportRows, ...point };
    expect(missing(Object.values(rows).map((row) => row.text))).toEqual([]);
  });

  it("titles of the configuration", () => {
    const titles = titlesIn(ConfigSchema);
    expect(titles.length).toBeGreaterThan(30);
    expect(missing(titles)).toEqual([]);
  });
});

describe("texts", () => {
  it("fill placeholders without touching what is put in them", () => {
    expect(createTexts("fr")("cli.unknownVariable", { path: "<R&{{x}}>" })).toContain("<R&{{x}}>");
  });

  it.each([
    ["fr", 0, "0 fichier,"],
    ["fr", 2, "2 fichiers,"],
    ["fr", 1_000_000, "1000000 fichiers,"],
    ["ru", 1, "1 файл,"],
    ["ru", 3, "3 файла,"],
    ["ru", 12, "12 файлов,"],
  ] as const)("%s counts %d files", (language, count, text) => {
    expect(createTexts(language)("cli.done", { resource: "R", count, bytes: "b", duration: "d" })).toContain(text);
  });

  it("give an unknown key back", () => {
    expect(createTexts("en")("no.such key: really")).toBe("no.such key: really");
  });
});

describe("pickLanguage", () => {
  it.each([
    ["the first wish that is understood", ["de_DE.UTF-8", undefined, "", "fr_FR.UTF-8", "ru"], "fr"],
    ["the most wanted of a header", ["en;q=0.1, ru;q=0.9, de"], "ru"],
    ["not what a header refuses", ["fr;q=0, en"], "en"],
    ["English for the locale C", ["C.UTF-8", "fr"], "en"],
    ["English when nothing is known", ["tlh"], "en"],
  ] as const)("%s", (_, wishes, language) => {
    expect(pickLanguage(...wishes)).toBe(language);
  });

  it("answers one of ours whatever the header says", () => {
    fc.assert(fc.property(fc.string(), (wish) => LANGUAGES.includes(pickLanguage(wish))));
  });
});

/** Every `title` of a schema, in whatever depth. */
function titlesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) =>
    name === "title" && typeof value === "string" ? [value] : titlesIn(value),
  );
}
