import { readdirSync, readFileSync } from "node:fs";
import { createInstance, type Resource } from "i18next";

export const LANGUAGES = ["fr", "en", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The text of a key, with its placeholders filled. A parameter `count` chooses the plural. An unknown key is given back. */
export type Texts = (key: string, parameters?: Readonly<Record<string, string | number>>) => string;

/** A text, or its plural forms by CLDR category (`one`, `few`, `many`, `other`), `other` being always there. */
export type Phrase = string | ({ readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>);

/** One file of `i18n/`: each key with its text in every language. */
export type TextFile = Readonly<Record<string, Readonly<Record<Language, Phrase>>>>;

const FOLDER = new URL("../i18n/", import.meta.url);

export function createTexts(language: Language): Texts {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: false,
    resources: catalogue(),
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return (key, parameters = {}) => i18n.t(key, parameters);
}

/**
 * The language of the first wish that names one of ours. A wish is a locale (`fr_FR.UTF-8`, `C`), or a header
 * `Accept-Language` with its weights. English when no wish is understood.
 */
export function pickLanguage(...wishes: readonly (string | undefined)[]): Language {
  for (const wish of wishes) {
    const language = preferred(wish ?? "").find((tag) => tag !== undefined);
    if (language !== undefined) return language;
  }
  return "en";
}

/** The files of `i18n/` by name. */
export function textFiles(): ReadonlyMap<string, TextFile> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return new Map(
    names.sort().map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as TextFile]),
  );
}

let loaded: Resource | undefined;

function catalogue(): Resource {
  loaded ??= Object.fromEntries(LANGUAGES.map((language) => [language, { translation: entriesOf(language) }]));
  return loaded;
}

/** All texts of a language by key, plural forms as `<key>_<form>`, of the files that are wanted. */
export function entriesOf(language: Language, wanted: (file: string) => boolean = () => true): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [name, file] of textFiles()) {
    if (!wanted(name)) continue;
    for (const [key, phrases] of Object.entries(file)) {
      const phrase = phrases[language];
      // The bare key serves the categories a language hardly ever uses, such as `many` in French.
      entries[key] = typeof phrase === "string" ? phrase : phrase.other;
      if (typeof phrase !== "string")
        for (const [form, text] of Object.entries(phrase)) entries[`${key}_${form}`] = text;
    }
  }
  return entries;
}

/** The languages of a locale or header, ours or `undefined`, most wanted first. */
function preferred(wish: string): (Language | undefined)[] {
  return wish
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("q="));
      return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => languageOf(tag));
}

function languageOf(tag: string): Language | undefined {
  const primary = tag.split(/[-_.@]/, 1)[0]?.toLowerCase();
  if (primary === "c" || primary === "posix") return "en";
  return LANGUAGES.find((language) => language === primary);
}
