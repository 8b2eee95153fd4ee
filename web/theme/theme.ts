import { effect, signal } from "@preact/signals";

/** How the pages look: as the system asks, or always light, or always dark. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const REMEMBERED_AS = "relais.theme";

export const theme = signal<Theme>(THEMES.find((each) => each === localStorage.getItem(REMEMBERED_AS)) ?? "system");

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(REMEMBERED_AS, chosen);
  theme.value = chosen;
}

effect(() => {
  if (theme.value === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme.value);
});
