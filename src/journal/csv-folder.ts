import type { Observable } from "rxjs";
import { Failure } from "../errors.ts";
import type { Entry, Receipt, Source, Store, StorePath } from "../files/store.ts";
import { CsvDay, type EventText } from "./csv-day.ts";
import { CsvSource } from "./csv-source.ts";
import { type DaySummary, dayNamed, type EventDays, nameOfDay } from "./event-days.ts";
import type { EventRecord } from "./records.ts";

const EXTENSION = ".csv";

/** A read-only folder of daily files, `2026-11-23.csv`, rendered from the journal whenever they are read. */
export class CsvFolder implements Store {
  readonly writable = false;
  readonly #days: EventDays;
  readonly #text: EventText;
  readonly #events$: Observable<EventRecord>;
  /** Sizes of days as they were last measured: most days never change again. */
  readonly #sizes = new Map<number, { readonly of: DaySummary; readonly size: number }>();

  constructor(days: EventDays, text: EventText, events$: Observable<EventRecord>) {
    this.#days = days;
    this.#text = text;
    this.#events$ = events$;
  }

  async list(folder: StorePath): Promise<readonly Entry[]> {
    if (folder.length > 0) throw new Failure("localFolderMissing", { subject: folder.join("/") });
    const summaries = this.#days.all();
    const present = new Set(summaries.map(({ day }) => day));
    for (const day of this.#sizes.keys()) if (!present.has(day)) this.#sizes.delete(day);
    const entries: Entry[] = [];
    for (const summary of summaries) entries.push(await this.#entry(summary));
    return entries;
  }

  async stat(path: StorePath): Promise<Entry | undefined> {
    if (path.length === 0)
      return { name: "", kind: "folder", size: 0, modified: this.#days.all().at(-1)?.modified ?? 0 };
    const summary = this.#find(path);
    return summary && this.#entry(summary);
  }

  async open(file: StorePath): Promise<Source> {
    const summary = this.#find(file);
    if (summary === undefined) throw new Failure("fileVanished", { subject: file.join("/") });
    const day = this.#take(summary);
    try {
      return new CsvSource(fileName(summary.day), day, await this.#measure(day));
    } catch (error) {
      day.close();
      throw error;
    }
  }

  receive(file: StorePath): Promise<Receipt> {
    return refuse(file);
  }

  remove(file: StorePath): Promise<boolean> {
    return refuse(file);
  }

  rename(from: StorePath): Promise<void> {
    return refuse(from);
  }

  makeFolder(folder: StorePath): Promise<void> {
    return refuse(folder);
  }

  #find(path: StorePath): DaySummary | undefined {
    const [name = "", ...rest] = path;
    if (rest.length > 0 || !name.endsWith(EXTENSION)) return undefined;
    const day = dayNamed(name.slice(0, -EXTENSION.length));
    return day === undefined ? undefined : this.#days.one(day);
  }

  #take(summary: DaySummary): CsvDay {
    return new CsvDay(this.#days, summary, this.#text, this.#events$);
  }

  async #entry(summary: DaySummary): Promise<Entry> {
    const day = this.#take(summary);
    try {
      const size = await this.#measure(day);
      return { name: fileName(summary.day), kind: "file", size, modified: summary.modified };
    } finally {
      day.close();
    }
  }

  async #measure(day: CsvDay): Promise<number> {
    const known = this.#sizes.get(day.summary.day);
    if (known !== undefined && sameLines(known.of, day.summary)) return known.size;
    const size = await day.measure();
    this.#sizes.set(day.summary.day, { of: day.summary, size });
    return size;
  }
}

const fileName = (day: number): string => nameOfDay(day) + EXTENSION;

/** Lines are only added at the end, acknowledged once and forgotten: the counts tell whether any was. */
function sameLines(a: DaySummary, b: DaySummary): boolean {
  return a.events === b.events && a.acknowledged === b.acknowledged && a.lastId === b.lastId;
}

function refuse(path: StorePath): Promise<never> {
  return Promise.reject(new Failure("localFolderReadOnly", { subject: path.join("/") }));
}
