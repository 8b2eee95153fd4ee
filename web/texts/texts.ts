import { effect, signal } from "@preact/signals";
import { createInstance } from "i18next";
import config from "../../i18n/config.json";
import pages from "../../i18n/pages.json";
import points from "../../i18n/points.json";
import vars from "../../i18n/vars.json";

export const LANGUAGES = { fr: "Français", en: "English", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;

type Phrase = string | (Readonly<Record<string, string>> & { readonly other: string });
type TextFile = Readonly<Record<string, Readonly<Record<Language, Phrase>>>>;

const REMEMBERED_AS = "relais.language";
const FILES: readonly TextFile[] = [pages, vars, points, config];

/** The language of the pages: as chosen here before, else the first of the browser's that is one of ours. */
export const language = signal<Language>(initialLanguage());

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(REMEMBERED_AS, chosen);
  language.value = chosen;
}

const i18n = createInstance();
void i18n.init({
  lng: language.value,
  fallbackLng: false,
  resources: { fr: entriesOf("fr"), en: entriesOf("en"), ru: entriesOf("ru") },
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  // Texts become text nodes: there is no markup to escape for.
  interpolation: { escapeValue: false },
});

/** The text of a key in the present language; whoever shows it is shown anew when that changes. An unknown key is given back. */
export function text(key: string, parameters: Readonly<Record<string, string | number>> = {}): string {
  return i18n.t(key, { ...parameters, lng: language.value });
}

/** The text of a key, or `undefined` when there is none. */
export function textIfAny(key: string): string | undefined {
  return i18n.exists(key, { lng: language.value }) ? text(key) : undefined;
}

effect(() => {
  document.documentElement.lang = language.value;
});

function initialLanguage(): Language {
  const wishes = [localStorage.getItem(REMEMBERED_AS) ?? "", ...navigator.languages];
  return wishes.map((wish) => wish.split("-")[0] ?? "").find(isLanguage) ?? "en";
}

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

function entriesOf(language: Language) {
  const translation: Record<string, string> = {};
  for (const file of FILES) {
    for (const [key, phrases] of Object.entries(file)) {
      const phrase = phrases[language];
      translation[key] = typeof phrase === "string" ? phrase : phrase.other;
      if (typeof phrase === "string") continue;
      for (const [form, words] of Object.entries(phrase)) translation[`${key}_${form}`] = words;
    }
  }
  return { translation };
}
