import { signal } from "@preact/signals";

/** How many curves have a colour of their own. */
export const CURVES = 8;

/** Colours as the style sheets have them now: for canvases, which no style sheet reaches. */
export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly curves: readonly string[];
}

/** Counts up when the page turns light or dark. */
const turns = signal(0);
const tell = () => {
  turns.value += 1;
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ["data-theme"] });

/** Whoever shows them is shown anew when the page turns light or dark. */
export function chartColours(): ChartColours {
  void turns.value;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: colour("--quiet"),
    grid: colour("--chart-grid"),
    curves: Array.from({ length: CURVES }, (_, index) => colour(`--curve-${index + 1}`)),
  };
}
