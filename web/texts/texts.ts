import { effect, signal } from "@preact/signals";
import { createInstance } from "i18next";

export const LANGUAGES = { fr: "Français", en: "English", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;

/** The texts of each language, made from `i18n/` when the pages are built. A language is loaded when it is first wanted. */
const CATALOGUES: Readonly<Record<Language, () => Promise<{ readonly default: Readonly<Record<string, string>> }>>> = {
  fr: () => import("virtual:texts/fr"),
  en: () => import("virtual:texts/en"),
  ru: () => import("virtual:texts/ru"),
};

const REMEMBERED_AS = "relais.language";

/** The language of the pages: as chosen here before, else the first of the browser's that is one of ours. */
export const language = signal<Language>(initialLanguage());

const i18n = createInstance();
void i18n.init({
  lng: language.value,
  fallbackLng: false,
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  // Texts become text nodes: there is no markup to escape for.
  interpolation: { escapeValue: false },
});

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
export function text(key: string, parameters: Readonly<Record<string, string | number>> = {}): string {
  return i18n.t(key, { ...parameters, lng: language.value });
}

/** The text of a key, or `undefined` when there is none. */
export function textIfAny(key: string, parameters: Readonly<Record<string, string | number>> = {}): string | undefined {
  return i18n.exists(key, { lng: language.value }) ? text(key, parameters) : undefined;
}

effect(() => {
  document.documentElement.lang = language.value;
});

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

async function load(wanted: Language): Promise<void> {
  if (i18n.hasResourceBundle(wanted, "translation")) return;
  i18n.addResourceBundle(wanted, "translation", (await CATALOGUES[wanted]()).default);
}

function initialLanguage(): Language {
  const wishes = [localStorage.getItem(REMEMBERED_AS) ?? "", ...navigator.languages];
  return wishes.map((wish) => wish.split("-")[0] ?? "").find(isLanguage) ?? "en";
}
