import { Failure } from "../../errors.ts";
import { openRendering, type Rendering } from "../../files/rendered-source.ts";
import type { Export } from "../../journal/export-records.ts";
import type { Parts } from "../kind.ts";
import type { Item } from "../sending.ts";
import { historyContent, type Recipe, tableContent } from "./export-content.ts";

/**
 * A file of the outbox on its way: begun before its first byte is sent, confirmed once it is verified under its name.
 * In doubt it goes again, under the same name and with the same bytes; what came since waits behind it.
 */
export function exportItem(one: Export, name: string, isElement: boolean, parts: Parts): Item {
  return {
    remote: one.remote,
    chain: one.element,
    open: async () => openRendering(name, render(one, isElement, parts)),
    dispose: async () => parts.exports.confirm(one.id),
  };
}

function render({ id, element, rendering, ...planned }: Export, isElement: boolean, parts: Parts): Rendering {
  const { exports } = parts;
  const { table, ...recipe } = rendering as Recipe;
  if (table !== undefined) {
    exports.begin(id);
    return tableContent(recipe, table);
  }
  const history = parts.historyOf(element);
  if (history !== undefined && history.key === planned.samples?.trace) {
    const { first, last } = history.trace.range();
    const samples = exports.begin(id, first);
    if (samples !== undefined && samples.first >= first && samples.last <= last) {
      return historyContent(recipe, history.trace, samples);
    }
  }
  // It fails, which is said; and it stays for as long as the element may come back.
  if (history !== undefined || !isElement) exports.giveUp(id);
  throw new Failure("elementUnreadable", { subject: element });
}
