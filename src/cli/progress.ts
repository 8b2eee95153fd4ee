import { count, type Outputs } from "./counters.ts";
import { formatBytes } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";

const BAR_CELLS = 24;

/** One line that shows how far a command is: by bytes once they are known, by files before. */
export function progressLine(resource: string, outputs: Outputs, { texts, language, columns }: Terminal): string {
  const byBytes = count(outputs, "BytesTotal") > 0;
  const [done, total] = byBytes
    ? [count(outputs, "BytesDone"), count(outputs, "BytesTotal")]
    : [count(outputs, "FilesDone"), count(outputs, "FilesTotal")];
  const share = total === 0 ? 0 : Math.min(done / total, 1);
  const full = Math.round(share * BAR_CELLS);
  const parts = [
    resource,
    "█".repeat(full) + "░".repeat(BAR_CELLS - full),
    new Intl.NumberFormat(language, { style: "percent" }).format(share),
    texts("cli.progress.files", { done: count(outputs, "FilesDone"), count: count(outputs, "FilesTotal") }),
    formatBytes(language, count(outputs, "BytesDone")),
    texts(`code.action.${count(outputs, "Action")}`),
  ];
  return parts.join("  ").slice(0, columns - 1);
}
