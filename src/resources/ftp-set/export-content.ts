import type { CsvFormat } from "../../csv/format.ts";
import { gzip } from "../../csv/gzip.ts";
import { type Cell, CsvWriter } from "../../csv/writer.ts";
import type { Rendering } from "../../files/rendered-source.ts";
import type { TraceLog } from "../../history/history.ts";
import { sampleCsv } from "../../history/sample-csv.ts";
import type { SampleRange } from "../../journal/export-records.ts";

/** All that an export is made from beside its samples: the same recipe always gives the same bytes. */
export interface Recipe {
  /** With a time zone, so that the file does not change with the machine's. */
  readonly format: CsvFormat;
  readonly gzip: boolean;
  /** Of the command that planned it, milliseconds since 1970 UTC. */
  readonly time: number;
  /** What it holds when it is no history. */
  readonly table?: Table;
}

/** Values as they were when the command was accepted, for JSON: no cell is a `Date`, those of `TIME` are milliseconds. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

export const TIME = "time";

/** Samples of a trace, as in its daily files, a page of them in memory. */
export function historyContent(
  { format, ...recipe }: Recipe,
  trace: TraceLog,
  { first, last }: SampleRange,
): Rendering {
  const writer = new CsvWriter(format);
  return content(recipe, () => sampleCsv(writer, trace.read(first, last)));
}

export function tableContent({ format, ...recipe }: Recipe, { columns, rows }: Table): Rendering {
  const writer = new CsvWriter(format);
  const cellOf = (cell: string | number | boolean | null, at: number): Cell => {
    if (cell === null) return undefined;
    return columns[at] === TIME ? new Date(Number(cell)) : cell;
  };
  return content(recipe, () => writer.file(columns, [rows.map((row) => row.map(cellOf))]));
}

function content(recipe: Pick<Recipe, "gzip" | "time">, file: () => Iterable<Uint8Array>): Rendering {
  return { modified: recipe.time, pages: () => (recipe.gzip ? gzip(file()) : file()) };
}
