import { batch, signal } from "@preact/signals";
import type { Commit, Snapshot } from "../api/wire.ts";
import { LiveStream } from "./live-stream.ts";
import { createRegister, type Register, shortPath } from "./register.ts";

export type { Link } from "./live-stream.ts";

/** The registers that match, as the controller shows them now. Each connection begins with a whole snapshot. */
export class LiveRegisters {
  readonly registers = signal<ReadonlyMap<string, Register>>(new Map());
  readonly #stream: LiveStream;

  constructor(match: string) {
    this.#stream = new LiveStream(addressOf(match), {
      snapshot: (data) => this.#take(data as Snapshot),
      commit: (data) => this.#apply(data as Commit),
    });
  }

  get link(): LiveStream["link"] {
    return this.#stream.link;
  }

  /** From now on others. Those of before stay as they were until these are here. */
  watch(match: string): void {
    this.#stream.follow(addressOf(match));
  }

  close(): void {
    this.#stream.close();
  }

  #take({ vars }: Snapshot): void {
    const known = this.registers.peek();
    const isSameSet = vars.length === known.size && vars.every(({ path }) => known.has(shortPath(path)));
    batch(() => {
      this.#stream.settle();
      this.#apply({ seq: 0, vars });
      if (isSameSet) return;
      const registers = vars.map((variable) => known.get(shortPath(variable.path)) ?? createRegister(variable));
      this.registers.value = new Map(registers.map((register) => [register.path, register]));
    });
  }

  #apply({ vars }: Commit): void {
    const known = this.registers.peek();
    batch(() => {
      for (const { path, value } of vars) {
        const register = known.get(shortPath(path));
        if (register !== undefined) register.value.value = value;
      }
    });
  }
}

const addressOf = (match: string) => `/vars/stream?match=${encodeURIComponent(match)}`;
