import type { CsvWriter } from "../csv/writer.ts";
import type { Sample } from "./history.ts";

const COLUMNS = ["time", "value", "seq"];

/** Samples as CSV: time, value and number. */
export function sampleCsv(writer: CsvWriter, pages: Iterable<readonly Sample[]>): Iterable<Uint8Array> {
  return writer.file(COLUMNS, rows(pages));
}

function* rows(pages: Iterable<readonly Sample[]>) {
  for (const page of pages) yield page.map(({ time, value, seq }) => [new Date(time), value, seq]);
}
