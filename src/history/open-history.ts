import type { Clock } from "../clock.ts";
import type { CsvFormat } from "../csv/format.ts";
import { type Database, openDatabase, type SetAside } from "../database/database.ts";
import { RenderedFolder } from "../files/rendered-folder.ts";
import type { Store } from "../files/store.ts";
import { TimeZone } from "../time-zone.ts";
import { BalanceWeeks } from "./balance-weeks.ts";
import { Balances } from "./balances.ts";
import type { BalanceLog, History, TraceLog, TraceRetention } from "./history.ts";
import { HISTORY_SHAPE } from "./history-shape.ts";
import { Hours } from "./hours.ts";
import { Retention } from "./retention.ts";
import { Samples } from "./samples.ts";
import { TraceDays } from "./trace-days.ts";
import { skipLostNumbers, Traces } from "./traces.ts";
import { Trends } from "./trends.ts";
import { type SamplesLost, WriteBehind } from "./write-behind.ts";

export interface HistoryOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string;
  readonly clock: Clock;
  /** Of the hours, days and weeks of balances, and of formats that name none. Default: the device's. */
  readonly timeZone?: string;
  /** How long balances are kept. Default 400 days. */
  readonly balanceDays?: number;
  /** The first sample of a trace that somebody still needs, with those after it: they are kept for as long again. */
  readonly heldFrom?: (trace: string) => number | undefined;
  /** Told, at most once a second, when the disk refused for so long that samples were lost. */
  readonly onLoss?: (loss: SamplesLost) => void;
}

/**
 * Opens the history. Raises `DatabaseInUse` when another process has it, `journalUnavailable` when the disk refuses. A
 * database that is corrupt or newer than this program is set aside, and `setAside` tells so.
 */
export function openHistory(options: HistoryOptions): OpenHistory {
  const database = openDatabase(options.file, options.clock, HISTORY_SHAPE);
  if (database.setAside !== undefined) skipLostNumbers(database, options.clock.now());
  return new OpenHistory(database, options);
}

const NO_SAMPLES = { first: 0, last: 0 };

/** The history as its owner holds it. */
export class OpenHistory implements History {
  /** The database that could not be used when the history was opened. */
  readonly setAside: SetAside | undefined;
  readonly trends: Trends;
  readonly #database: Database;
  readonly #timeZone: string | undefined;
  readonly #zone: TimeZone;
  readonly #traces: Traces;
  readonly #samples: Samples;
  readonly #hours: Hours;
  readonly #balances: Balances;
  readonly #writing: WriteBehind;
  readonly #retention: Retention;

  constructor(database: Database, options: HistoryOptions) {
    const { clock, timeZone, balanceDays = 400, heldFrom = () => undefined, onLoss = () => undefined } = options;
    this.setAside = database.setAside;
    this.#database = database;
    this.#timeZone = timeZone;
    this.#zone = TimeZone.of(timeZone);
    this.#traces = new Traces(database);
    this.#samples = new Samples(database);
    this.trends = new Trends(this.#traces, this.#samples, clock);
    this.#hours = new Hours(database);
    this.#balances = new Balances(database, this.#hours, this.#zone, clock);
    const parts = { database, clock, traces: this.#traces, samples: this.#samples, balances: this.#balances };
    this.#writing = new WriteBehind({ ...parts, onLoss });
    this.#retention = new Retention({ ...parts, hours: this.#hours, balanceDays, heldFrom });
  }

  trace(key: string, retention: TraceRetention): TraceLog {
    const trace = this.#traces.get(key, retention);
    this.#writing.saveTraces();
    return {
      append: (time, value) => this.#writing.append(trace, time, value),
      flush: () => this.#writing.flushSamples(),
      range: () => (trace.last === trace.forgotten ? NO_SAMPLES : { first: trace.forgotten + 1, last: trace.last }),
      read: (from, to) => this.#samples.read(trace, from, Math.min(to, trace.last)),
    };
  }

  balance(key: string): BalanceLog {
    const balance = this.#balances.get(key);
    return {
      count: (time, value) => {
        balance.count(time, value);
        this.#writing.touch(balance);
      },
      countOn: (from, to, started) => {
        balance.countOn(from, to, started);
        this.#writing.touch(balance);
      },
      flush: () => this.#writing.flushBalance(balance),
      rows: (span, from, to) => balance.rows(span, from, to),
    };
  }

  traceFolder(key: string, format: CsvFormat): Store {
    const zoned = this.#zoned(format);
    return new RenderedFolder(new TraceDays(this.#samples, () => this.#traces.find(key), zoned));
  }

  balanceFolder(key: string, format: CsvFormat): Store {
    const balance = this.#balances.get(key);
    return new RenderedFolder(new BalanceWeeks(this.#hours, balance, this.#zoned(format), this.#zone));
  }

  prune(): void {
    this.#retention.prune();
  }

  close(): void {
    this.#retention.stop();
    this.#writing.close();
    this.#database.close();
  }

  /** A format that names no time zone has that of the history. */
  #zoned(format: CsvFormat): CsvFormat {
    return this.#timeZone === undefined ? format : { timeZone: this.#timeZone, ...format };
  }
}
