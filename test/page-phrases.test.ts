import { describe, expect, test } from "vitest";
import { createTexts, entriesOf, LANGUAGES } from "../src/texts.ts";
import { phraseOf } from "../web/texts/phrases.ts";

describe.each(LANGUAGES)("texts of the pages, %s", (language) => {
  const entries = entriesOf(language);
  const phrases = new Map(Object.entries(entries));
  const asOnTheController = createTexts(language);

  test("are those of the controller, whatever the count and the context", () => {
    const names = Object.values(entries).flatMap((text) => text.match(/(?<=\{\{)\w+(?=\}\})/g) ?? []);
    const filled = Object.fromEntries(names.map((name) => [name, `«${name}»`]));
    const cases = [1, 2, 5, 1.5].flatMap((count) => [{ count }, { count, context: "refresh" }]);
    for (const key of Object.keys(entries)) {
      for (const given of [{}, ...cases]) {
        const parameters = { ...filled, count: "«count»", ...given };
        expect(phraseOf(phrases, language, key, parameters), key).toBe(asOnTheController(key, parameters));
      }
    }
  });

  test("are none for an unknown key", () => {
    expect(phraseOf(phrases, language, "no.such.key", {})).toBeUndefined();
  });
});
