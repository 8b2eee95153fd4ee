import { chooseLanguage, isLanguage, LANGUAGES, language, text } from "../texts/texts.ts";

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={text("page.language")}
      value={language.value}
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) void chooseLanguage(value);
      }}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
