import type { Value } from "../vars/definition.ts";
import { Ring } from "./ring.ts";

/** A variable that changed, in a commit of the device. */
export interface TimedChange {
  readonly seq: number;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly name: string;
  readonly value: Value;
}

/** A line of the FTP dialogue that a command led, secrets removed by who tells of it. */
export interface TimedLine {
  readonly time: number;
  /** Tells sessions that run side by side apart. */
  readonly session: number;
  readonly direction: "sent" | "received";
  readonly text: string;
}

const MAX_CHANGES = 1000;
const MAX_LINES = 5000;

/** What is recorded of one resource: what its variables were at first, and what happened since. */
export class Track {
  readonly changes: Ring<TimedChange>;
  readonly dialogue: Ring<TimedLine>;
  /** Values before the first change that is still there. */
  readonly #values: Map<string, Value>;
  #changesFrom: number;
  #dialogueFrom: number;

  constructor(values: Iterable<readonly [name: string, value: Value]>, now: number) {
    this.#values = new Map(values);
    this.#changesFrom = now;
    this.#dialogueFrom = now;
    this.changes = new Ring(MAX_CHANGES, ({ name, value, time }) => {
      this.#values.set(name, value);
      this.#changesFrom = time;
    });
    this.dialogue = new Ring(MAX_LINES, ({ time }) => {
      this.#dialogueFrom = time;
    });
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Every change after this moment is there. */
  get changesFrom(): number {
    return this.#changesFrom;
  }

  /** Every line after this moment is there. */
  get dialogueFrom(): number {
    return this.#dialogueFrom;
  }

  /** What the variables were when a moment began. */
  valuesAt(time: number): ReadonlyMap<string, Value> {
    const values = new Map(this.#values);
    for (const change of this.changes) if (change.time < time) values.set(change.name, change.value);
    return values;
  }
}
