import { computed, effect, signal } from "@preact/signals";

/** How the pages look: as the system asks, or always light, or always dark. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const REMEMBERED_AS = "relais.theme";

export const theme = signal<Theme>(THEMES.find((each) => each === localStorage.getItem(REMEMBERED_AS)) ?? "system");

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(REMEMBERED_AS, chosen);
  theme.value = chosen;
}

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = signal(systemIsDark.matches);
systemIsDark.addEventListener("change", ({ matches }) => {
  isDark.value = matches;
});

/** How the pages look now. The style sheets know no other: what the system asks for stands in them once. */
export const shownTheme = computed(() => {
  if (theme.value !== "system") return theme.value;
  return isDark.value ? "dark" : "light";
});

effect(() => document.documentElement.setAttribute("data-theme", shownTheme.value));
