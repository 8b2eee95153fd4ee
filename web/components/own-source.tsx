import type { Item } from "../forms/item.ts";
import { text } from "../texts/texts.ts";

/** What gives a point its value when nobody writes it. What is written to such a point never shows. */
export function ownSourceOf({ constant, signal }: Item): "constant" | "signal" | undefined {
  if (constant !== undefined) return "constant";
  return signal === undefined ? undefined : "signal";
}

/** Why the value of a point cannot be written. */
export function OwnSource({ of }: { readonly of: Item }) {
  const source = ownSourceOf(of);
  return source === undefined ? null : <small class="hint own-source">{text(`page.point.source.${source}`)}</small>;
}
