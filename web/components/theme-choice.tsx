import { text } from "../texts/texts.ts";
import { chooseTheme, THEMES, theme } from "../theme/theme.ts";

export function ThemeChoice() {
  return (
    <select
      class="theme"
      aria-label={text("page.theme")}
      value={theme.value}
      onChange={({ currentTarget }) => {
        const chosen = THEMES.find((each) => each === currentTarget.value);
        if (chosen !== undefined) chooseTheme(chosen);
      }}
    >
      {THEMES.map((each) => (
        <option key={each} value={each}>
          {text(`page.theme.${each}`)}
        </option>
      ))}
    </select>
  );
}
