import { dayOf, mondayOf, startOfDay, weekName, weekNamed } from "../calendar.ts";
import type { CsvFormat } from "../csv/format.ts";
import { CsvWriter } from "../csv/writer.ts";
import type { RenderedFile, RenderedFiles } from "../files/rendered-folder.ts";
import { TimeZone } from "../time-zone.ts";
import type { Balance } from "./balance.ts";
import { balanceCsv } from "./balance-csv.ts";
import type { BalanceRow } from "./history.ts";
import type { Hours } from "./hours.ts";

const EXTENSION = ".csv";

/** The weekly files of a balance, `2026-W47.csv`: the hours of the week, then its days, then the week. */
export class BalanceWeeks implements RenderedFiles {
  readonly #hours: Hours;
  readonly #balance: Balance;
  readonly #format: CsvFormat;
  readonly #zone: TimeZone;
  /** In which times are written. */
  readonly #written: TimeZone;

  constructor(hours: Hours, balance: Balance, format: CsvFormat, zone: TimeZone) {
    this.#hours = hours;
    this.#balance = balance;
    this.#format = format;
    this.#zone = zone;
    this.#written = TimeZone.of(format.timeZone);
  }

  get modified(): number {
    return this.#hours.lastTime(this.#balance.id);
  }

  async all(): Promise<readonly RenderedFile[]> {
    const files: RenderedFile[] = [];
    for (let from = -Number.MAX_SAFE_INTEGER; ; ) {
      const first = this.#hours.firstSince(this.#balance.id, from);
      if (first === undefined) return files;
      const monday = mondayOf(dayOf(first, this.#zone));
      const file = this.#file(monday);
      if (file !== undefined) files.push(file);
      from = startOfDay(monday + 7, this.#zone);
    }
  }

  one(name: string): RenderedFile | undefined {
    const monday = name.endsWith(EXTENSION) ? weekNamed(name.slice(0, -EXTENSION.length)) : undefined;
    return monday === undefined ? undefined : this.#file(monday);
  }

  #file(monday: number): RenderedFile | undefined {
    const [start, end] = [startOfDay(monday, this.#zone), startOfDay(monday + 7, this.#zone)];
    const week = this.#hours.sum(this.#balance.id, start, end);
    if (week === undefined) return undefined;
    return {
      name: weekName(monday) + EXTENSION,
      modified: week.last,
      // Whatever is counted raises one of these; hours that are forgotten take theirs away.
      version: `${this.#zone.name} ${this.#written.name} ${week.hours} ${week.count} ${week.onMs} ${week.starts}`,
      render: () => {
        // A week is small, and its running hour changes: it is rendered at once.
        const content = balanceCsv(new CsvWriter(this.#format), this.#rows(start, end));
        return { modified: week.last, pages: () => [content] };
      },
    };
  }

  *#rows(start: number, end: number): Generator<BalanceRow> {
    for (const span of ["hour", "day", "week"] as const) yield* this.#balance.rows(span, start, end - 1);
  }
}
