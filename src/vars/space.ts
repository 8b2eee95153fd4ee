import { type Observable, Subject } from "rxjs";
import type { Clock } from "../clock.ts";
import { coerce, type Direction, misfit, type Value, type VarRow, type VarRows, type VarType } from "./definition.ts";

/** What one commit did to one variable. */
export interface Change {
  readonly path: string;
  readonly value: Value;
  /** What edges are told by: the value before, or this one again when it was settled. */
  readonly previous: Value;
}

/**
 * The values that changed together, numbered without gaps over the life of the process; no number comes back after it.
 * Every watcher sees the same commits in the same order, each after all of its values apply.
 */
export interface Commit {
  readonly seq: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly changes: readonly Change[];
  /** Who wrote: `http:admin`, `cli:admin`, `link:R00010`, or the owner's own path for outputs. */
  readonly cause: string;
}

export interface Variable {
  readonly path: string;
  readonly value: Value;
  readonly type: VarType;
  readonly direction: Direction;
  /** When the value last changed, milliseconds since 1970 UTC. */
  readonly time: number;
  /** Key of its text in `i18n/`. */
  readonly text: string;
}

export interface Snapshot {
  readonly seq: number;
  readonly vars: readonly Variable[];
}

const REFUSALS = {
  unknownVariable: "there is no such variable",
  outputNotWritable: "this is an output, only its resource writes it",
  wrongType: "the value does not fit",
  queueFull: "too many writes are waiting",
} as const;
export type Refusal = keyof typeof REFUSALS;

/** A write that changed nothing, and why. */
export class WriteRefused extends Error {
  readonly refusal: Refusal;
  readonly path: string;
  constructor(refusal: Refusal, path: string, detail = "") {
    super([path, REFUSALS[refusal], detail].filter((part) => part !== "").join(": "));
    this.name = "WriteRefused";
    this.refusal = refusal;
    this.path = path;
  }
}

/** Levels of inputs that outlive the process. Saved before they apply. */
export interface RetainedValues {
  load(path: string): Value | undefined;
  save(path: string, value: Value): void;
}

/** The owner's hold on the variables under one prefix: only it shows outputs. */
export interface Owner<R extends VarRows> {
  readonly prefix: string;
  /** Shows outputs in one commit. Those that keep their value are left out; with nothing left there is no commit. */
  show(values: { readonly [K in keyof R]?: Value }): void;
  /** Takes the variables out of the space; watchers simply hear no more of them. */
  withdraw(): void;
}

/**
 * What the owner makes of a value written to one of its inputs: all that applies in this commit, that input included. It
 * must write nothing itself.
 */
export type OnWrite = (name: string, value: Value) => Readonly<Record<string, Value>>;

interface Cell {
  readonly row: VarRow;
  readonly onWrite: ((value: Value) => readonly Write[]) | undefined;
  value: Value;
  time: number;
}

interface Write {
  readonly path: string;
  readonly value: Value;
}

interface Queued {
  readonly writes: readonly Write[];
  readonly cause: string;
  /** Written from outside, so that owners have their say; not shown by one. */
  readonly written: boolean;
  /** Whether a change may be an edge. */
  readonly edge: boolean;
}

export interface SpaceOptions {
  /** The number before the first commit. Default 0; a device gives one that no earlier process went beyond. */
  readonly firstSeq?: number;
  /** How many past commits a stream may resume from. Default 4096. */
  readonly history?: number;
  /** Bound of the queue of waiting writes: more means that watchers write back for ever. Default 100,000. */
  readonly maxQueued?: number;
  readonly retained?: RetainedValues;
}

/** Prefix of every variable of the tree; the short form leaves it out. */
const ROOT = "easy.RESS.";

/**
 * The space of variables and its one queue of commits.
 *
 * A write made while watchers are being told waits its turn, so that no watcher ever sees an order another does not.
 * A plain subject per variable cannot promise that as soon as one watcher writes back.
 */
export class Space {
  readonly #clock: Clock;
  readonly #cells = new Map<string, Cell>();
  readonly #commits = new Subject<Commit>();
  readonly #declared = new Subject<string>();
  readonly #queue: Queued[] = [];
  readonly #history: Commit[] = [];
  readonly #historySize: number;
  readonly #maxQueued: number;
  readonly #retained: RetainedValues | undefined;
  #seq: number;
  #draining = false;

  constructor(clock: Clock, options: SpaceOptions = {}) {
    this.#clock = clock;
    this.#seq = options.firstSeq ?? 0;
    this.#historySize = options.history ?? 4096;
    this.#maxQueued = options.maxQueued ?? 100_000;
    this.#retained = options.retained;
  }

  /** Every commit from now on. Told in the order of subscription; an exception of one watcher does not stop others. */
  get commits$(): Observable<Commit> {
    return this.#commits;
  }

  /** The prefix of variables that have just joined the space. Their owner is still starting: nothing may be written yet. */
  get declared$(): Observable<string> {
    return this.#declared;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Adds the variables `prefix.name` of the rows. Throws when one exists already: that is a bug of the caller. */
  declare<R extends VarRows>(prefix: string, rows: R, onWrite?: OnWrite): Owner<R> {
    const now = this.#clock.now();
    for (const name of Object.keys(rows)) {
      if (this.#cells.has(`${prefix}.${name}`)) throw new Error(`${prefix}.${name} is declared twice`);
    }
    for (const [name, row] of Object.entries(rows)) {
      const path = `${prefix}.${name}`;
      const kept = row.retained ? this.#retained?.load(path) : undefined;
      const value = kept !== undefined && misfit(row.type, kept) === undefined ? kept : row.initial;
      const asWrites = onWrite && ((written: Value) => writesOf(prefix, onWrite(name, written)));
      this.#cells.set(path, { row, onWrite: asWrites, value, time: now });
    }
    this.#declared.next(prefix);
    return {
      prefix,
      show: (values) => {
        const writes = writesOf(prefix, values);
        for (const { path, value } of writes) this.#checkShown(path, value);
        this.#enqueue({ writes, cause: prefix, written: false, edge: true });
      },
      withdraw: () => {
        for (const name of Object.keys(rows)) this.#cells.delete(`${prefix}.${name}`);
      },
    };
  }

  /**
   * Level write of an input: the value stays until it is written again. Answers whether the value changes.
   * Raises `WriteRefused`, and changes nothing, for an unknown path, an output, or a value of the wrong type.
   */
  write(path: string, value: unknown, cause: string): boolean {
    return this.writeTogether([{ path, value }], cause);
  }

  /** Several level writes in one commit, or none of them when one is refused. */
  writeTogether(writes: readonly { readonly path: string; readonly value: unknown }[], cause: string): boolean {
    const checked = writes.map(({ path, value }) => this.#checkWritten(path, value));
    this.#assertRoom(1);
    this.#retain(checked);
    if (this.#draining) {
      this.#queue.push({ writes: checked, cause, written: true, edge: true });
      return checked.some(({ path, value }) => this.#cells.get(path)?.value !== value);
    }
    const before = this.#seq;
    this.#enqueue({ writes: checked, cause, written: true, edge: true });
    return this.#seq !== before;
  }

  /** Level write that is no edge, whatever it changes: an input finds itself driven to this level, as at power-up. */
  settle(path: string, value: unknown, cause: string): void {
    const settled = this.#checkWritten(path, value);
    this.#assertRoom(1);
    this.#retain([settled]);
    this.#enqueue({ writes: [settled], cause, written: true, edge: false });
  }

  /** Pulse of a boolean input: true, then false in the next commit. It is never retained. */
  pulse(path: string, cause: string): void {
    const rise = this.#checkWritten(path, true);
    const fall = { path: rise.path, value: false };
    this.#assertRoom(2);
    const cell = this.#cells.get(rise.path);
    // It ends the level it was at.
    if (cell?.row.retained && cell.value === true) this.#retained?.save(fall.path, fall.value);
    this.#queue.push(
      { writes: [rise], cause, written: true, edge: true },
      { writes: [fall], cause, written: true, edge: true },
    );
    this.#drain();
  }

  /** One variable by its path or short form. */
  read(path: string): Variable | undefined {
    const full = this.resolve(path);
    const cell = full === undefined ? undefined : this.#cells.get(full);
    return full === undefined || cell === undefined ? undefined : describe(full, cell);
  }

  /** All variables whose path or short form satisfies `matches`, with the number of the last commit they contain. */
  snapshot(matches: (path: string) => boolean = () => true): Snapshot {
    const vars: Variable[] = [];
    for (const [path, cell] of this.#cells) if (matches(path)) vars.push(describe(path, cell));
    return { seq: this.#seq, vars };
  }

  /** The commits after `seq`, or `undefined` when they are too old (or not yet made): take a snapshot instead. */
  since(seq: number): readonly Commit[] | undefined {
    if (seq === this.#seq) return [];
    const oldest = this.#history[0];
    if (oldest === undefined || seq < oldest.seq - 1 || seq > this.#seq) return undefined;
    return this.#history.slice(seq - oldest.seq + 1);
  }

  /** The full path of a variable given in full (`easy.RESS.R00001.Send`) or short (`R00001.Send`). */
  resolve(path: string): string | undefined {
    if (this.#cells.has(path)) return path;
    const full = ROOT + path;
    return this.#cells.has(full) ? full : undefined;
  }

  #checkWritten(path: string, value: unknown): Write {
    const full = this.resolve(path);
    const row = full === undefined ? undefined : this.#cells.get(full)?.row;
    if (full === undefined || row === undefined) throw new WriteRefused("unknownVariable", path);
    if (row.direction === "output") throw new WriteRefused("outputNotWritable", path);
    const taken = coerce(row.type, value);
    const reason = misfit(row.type, taken);
    if (reason !== undefined) throw new WriteRefused("wrongType", path, reason);
    return { path: full, value: taken as Value };
  }

  #checkShown(path: string, value: Value): void {
    const row = this.#cells.get(path)?.row;
    if (row === undefined) return; // withdrawn meanwhile: the owner's last words are dropped
    if (row.direction !== "output" && !row.shownByOwner) throw new Error(`${path} is an input: its owner reads it`);
    const reason = misfit(row.type, value);
    if (reason !== undefined) throw new Error(`${path} cannot show ${String(value)}: ${reason}`);
  }

  #retain(writes: readonly Write[]): void {
    for (const { path, value } of writes) {
      if (this.#cells.get(path)?.row.retained) this.#retained?.save(path, value);
    }
  }

  #assertRoom(writes: number): void {
    if (this.#queue.length + writes > this.#maxQueued) throw new WriteRefused("queueFull", "");
  }

  #enqueue(queued: Queued): void {
    this.#queue.push(queued);
    this.#drain();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#apply(next);
    } finally {
      this.#draining = false;
    }
  }

  #apply({ writes, cause, written, edge }: Queued): void {
    const time = this.#clock.now();
    const changes: Change[] = [];
    for (const { path, value } of written ? this.#heard(writes) : writes) {
      const cell = this.#cells.get(path);
      if (cell === undefined || cell.value === value) continue;
      changes.push({ path, value, previous: edge ? cell.value : value });
      cell.value = value;
      cell.time = time;
    }
    if (changes.length === 0) return;
    this.#seq += 1;
    const commit: Commit = { seq: this.#seq, time, changes, cause };
    this.#history.push(commit);
    if (this.#history.length > this.#historySize) this.#history.shift();
    this.#commits.next(commit);
  }

  /** What owners make of what was written: one value for each variable, as all of them change at once. */
  #heard(writes: readonly Write[]): Iterable<Write> {
    const heard = new Map<string, Write>();
    for (const write of writes) {
      const all = this.#cells.get(write.path)?.onWrite?.(write.value) ?? [write];
      for (const one of all) heard.set(one.path, one);
    }
    return heard.values();
  }
}

function writesOf(prefix: string, values: Readonly<Record<string, Value | undefined>>): Write[] {
  return Object.entries(values).map(([name, value]) => ({ path: `${prefix}.${name}`, value: value as Value }));
}

function describe(path: string, cell: Cell): Variable {
  const { type, direction, text } = cell.row;
  return { path, value: cell.value, type, direction, time: cell.time, text };
}
