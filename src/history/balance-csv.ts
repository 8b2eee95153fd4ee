import type { Cell, CsvWriter } from "../csv/writer.ts";
import type { BalanceRow } from "./history.ts";

const COLUMNS = ["span", "start", "count", "min", "max", "mean", "sum", "on", "starts"];

/** Periods as CSV. What nothing was counted for has no minimum, maximum, mean and sum. */
export function balanceCsv(writer: CsvWriter, rows: Iterable<BalanceRow>): Uint8Array {
  return Buffer.concat([...writer.file(COLUMNS, [Array.from(rows, (row) => cells(row, writer))])]);
}

function cells({ span, start, count, min, max, sum, onMs, starts }: BalanceRow, { texts }: CsvWriter): readonly Cell[] {
  const counted = count === 0 ? [undefined, undefined, undefined, undefined] : [min, max, sum / count, sum];
  return [texts(`csv.span.${span}`), new Date(start), count, ...counted, onMs / 1000, starts];
}
