import { effect, signal } from "@preact/signals";
import { type Parameters, type Phrases, phraseOf } from "./phrases.ts";

export const LANGUAGES = { fr: "Français", en: "English", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;

/** The texts of each language, made from `i18n/` when the pages are built. A language is loaded when it is first wanted. */
const CATALOGUES: Readonly<Record<Language, () => Promise<{ readonly default: readonly (string | 0)[] }>>> = {
  fr: () => import("virtual:texts/fr"),
  en: () => import("virtual:texts/en"),
  ru: () => import("virtual:texts/ru"),
};

const REMEMBERED_AS = "relais.language";

/** The language of the pages: as chosen here before, else the first of the browser's that is one of ours. */
export const language = signal<Language>(initialLanguage());

const loaded = new Map<Language, Phrases>();

/** To be waited for once, before anything is shown. */
export function loadTexts(): Promise<void> {
  return load(language.value);
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  await load(chosen);
  localStorage.setItem(REMEMBERED_AS, chosen);
  language.value = chosen;
}

/** The text of a key in the present language; whoever shows it is shown anew when that changes. An unknown key is given back. */
export function text(key: string, parameters: Parameters = {}): string {
  return textIfAny(key, parameters) ?? key;
}

/** The text of a key, or `undefined` when there is none. */
export function textIfAny(key: string, parameters: Parameters = {}): string | undefined {
  const { value } = language;
  const phrases = loaded.get(value);
  return phrases && phraseOf(phrases, value, key, parameters);
}

effect(() => {
  document.documentElement.lang = language.value;
});

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

async function load(wanted: Language): Promise<void> {
  if (loaded.has(wanted)) return;
  const [{ default: keys }, { default: texts }] = await Promise.all([
    import("virtual:texts/keys"),
    CATALOGUES[wanted](),
  ]);
  // Keys are the same for all languages, but not every language has every form of a plural.
  loaded.set(wanted, new Map(keys.flatMap((key, at) => (texts[at] ? [[key, texts[at]] as const] : []))));
}

function initialLanguage(): Language {
  const wishes = [localStorage.getItem(REMEMBERED_AS) ?? "", ...navigator.languages];
  return wishes.map((wish) => wish.split("-")[0] ?? "").find(isLanguage) ?? "en";
}
