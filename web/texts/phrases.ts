export type Parameters = Readonly<Record<string, string | number>>;

/** The texts of a language by key, with the forms of plurals and contexts beside them: `key`, `key_few`, `key_refresh_few`. */
export type Phrases = ReadonlyMap<string, string>;

/**
 * The text of a key, as i18next gives it on the controller's side: a parameter `count` chooses the plural, `context` a
 * variant, `{{name}}` is replaced by the parameter of that name. `undefined` when there is no such key.
 */
export function phraseOf(phrases: Phrases, language: string, key: string, parameters: Parameters): string | undefined {
  const { count, context } = parameters;
  const variant = context === undefined ? [] : [`_${context}`];
  const plural = typeof count === "number" ? [`_${new Intl.PluralRules(language).select(count)}`] : [];
  const found = [...variant.flatMap((one) => [...plural.map((form) => one + form), one]), ...plural, ""]
    .map((form) => phrases.get(key + form))
    .find((phrase) => phrase !== undefined);
  return found?.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(parameters[name] ?? ""));
}
