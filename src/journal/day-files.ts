import type { Observable } from "rxjs";
import { dayName, dayNamed } from "../calendar.ts";
import type { RenderedFile, RenderedFiles } from "../files/rendered-folder.ts";
import { CsvDay, type Wording } from "./csv-day.ts";
import type { DaySummary, EventDays } from "./event-days.ts";
import type { EventRecord } from "./records.ts";

const EXTENSION = ".csv";

/** The files of a journal's folder, one for each day that has events: `2026-11-23.csv`. */
export class DayFiles implements RenderedFiles {
  readonly #days: EventDays;
  readonly #wording: () => Wording;
  readonly #events$: Observable<EventRecord>;

  constructor(days: EventDays, wording: () => Wording, events$: Observable<EventRecord>) {
    this.#days = days;
    this.#wording = wording;
    this.#events$ = events$;
  }

  get modified(): number {
    return this.#days.all().at(-1)?.modified ?? 0;
  }

  async all(): Promise<readonly RenderedFile[]> {
    return this.#days.all().map((summary) => this.#file(summary));
  }

  one(name: string): RenderedFile | undefined {
    const day = name.endsWith(EXTENSION) ? dayNamed(name.slice(0, -EXTENSION.length)) : undefined;
    const summary = day === undefined ? undefined : this.#days.one(day);
    return summary && this.#file(summary);
  }

  #file(summary: DaySummary): RenderedFile {
    const { language, text } = this.#wording();
    return {
      name: dayName(summary.day) + EXTENSION,
      modified: summary.modified,
      // Lines are only added at the end, acknowledged once and forgotten: the counts tell whether any was.
      version: `${language} ${summary.events} ${summary.acknowledged} ${summary.lastId}`,
      render: () => new CsvDay(this.#days, summary, text, this.#events$),
    };
  }
}
