import { shownTheme } from "../theme/theme.ts";

/** How many curves have a colour of their own. */
export const CURVES = 8;

/** Colours as the style sheets have them now: for canvases, which no style sheet reaches. */
export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly alarm: string;
  readonly curves: readonly string[];
}

/** Whoever shows them is shown anew when the page turns light or dark. */
export function chartColours(): ChartColours {
  void shownTheme.value;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: colour("--quiet"),
    grid: colour("--chart-grid"),
    alarm: colour("--alarm"),
    curves: Array.from({ length: CURVES }, (_, index) => colour(`--curve-${index + 1}`)),
  };
}
