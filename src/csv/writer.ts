import { type Options, stringify } from "csv-stringify/sync";
import { createTexts, type Language, type Texts } from "../texts.ts";
import type { CsvFormat } from "./format.ts";
import { type CsvLook, lookOf } from "./look.ts";
import { timeText } from "./time-text.ts";

/** What a cell holds: a `Date` is written as the format writes times, `undefined` is left empty. */
export type Cell = string | number | boolean | Date | undefined;
export type Row = readonly Cell[];

/**
 * Renders rows in one format: UTF-8, lines ended by CRLF, numbers without grouping, `true` and `false` as 1 and 0.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe in front; a number never does, negative or not.
 */
export class CsvWriter {
  /** Texts in the language of the file. */
  readonly texts: Texts;
  readonly #options: Options;
  readonly #byteOrderMark: boolean;

  constructor(format: CsvFormat) {
    const look = lookOf(format);
    this.texts = textsIn(look.language);
    this.#options = optionsOf(look);
    this.#byteOrderMark = look.byteOrderMark;
  }

  /** The first line, `csv.column.<column>` in the language of the file, after the byte order mark when there is one. */
  heading(columns: readonly string[]): Buffer {
    const titles = columns.map((column) => this.texts(`csv.column.${column}`));
    return Buffer.from(stringify([titles], { ...this.#options, bom: this.#byteOrderMark }));
  }

  rows(rows: readonly Row[]): Buffer {
    return Buffer.from(stringify(rows as Cell[][], this.#options));
  }

  /** A whole file, a page of rows at a time. */
  *file(columns: readonly string[], pages: Iterable<readonly Row[]>): Generator<Buffer> {
    yield this.heading(columns);
    for (const page of pages) yield this.rows(page);
  }
}

function optionsOf(look: CsvLook): Options {
  const time = timeText(look);
  return {
    delimiter: look.separator,
    record_delimiter: "windows",
    escape_formulas: true,
    cast: {
      boolean: (value) => (value ? "1" : "0"),
      number: look.decimal === "." ? String : (value) => String(value).replace(".", look.decimal),
      date: time,
    },
  };
}

const loaded = new Map<Language, Texts>();

function textsIn(language: Language): Texts {
  const texts = loaded.get(language) ?? createTexts(language);
  loaded.set(language, texts);
  return texts;
}
