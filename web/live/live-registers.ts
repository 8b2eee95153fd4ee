import { batch, signal } from "@preact/signals";
import { checkSession, isAlive, streamAddress } from "../api/client.ts";
import type { Commit, Snapshot } from "../api/wire.ts";
import { createRegister, type Register, shortPath } from "./register.ts";

export type Link = "connecting" | "live" | "lost";

const PAUSES_MS = [500, 1000, 2000, 5000] as const;
const LOOK_EVERY_MS = 5000;

/**
 * The registers that match, as the controller shows them now. A lost link is opened again until `close`, and then
 * begins with a whole snapshot: a controller that was restarted counts its commits anew, so that going on after the
 * last one known here could miss some.
 */
export class LiveRegisters {
  readonly link = signal<Link>("connecting");
  readonly registers = signal<ReadonlyMap<string, Register>>(new Map());
  readonly #match: string;
  #source: EventSource | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #look: ReturnType<typeof setInterval>;
  #failures = 0;

  constructor(match: string) {
    this.#match = match;
    // A cable that is pulled ends no connection: an EventSource alone would wait for ever.
    this.#look = setInterval(() => void this.#lookAround(), LOOK_EVERY_MS);
    this.#open();
  }

  close(): void {
    clearInterval(this.#look);
    clearTimeout(this.#retry);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(streamAddress(`/vars/stream?match=${encodeURIComponent(this.#match)}`));
    source.addEventListener("snapshot", ({ data }) => this.#take(JSON.parse(data) as Snapshot));
    source.addEventListener("commit", ({ data }) => this.#apply(JSON.parse(data) as Commit));
    source.addEventListener("error", () => this.#lose());
    this.#source = source;
  }

  #take({ vars }: Snapshot): void {
    const known = this.registers.peek();
    const isSameSet = vars.length === known.size && vars.every(({ path }) => known.has(shortPath(path)));
    batch(() => {
      this.#failures = 0;
      this.link.value = "live";
      if (isSameSet) this.#apply({ seq: 0, vars });
      else this.registers.value = new Map(vars.map(createRegister).map((register) => [register.path, register]));
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

  async #lookAround(): Promise<void> {
    const source = this.#source;
    if (this.link.peek() === "live" && !(await isAlive()) && source === this.#source) this.#lose();
  }

  #lose(): void {
    this.#source?.close();
    this.#source = undefined;
    this.link.value = "lost";
    // An EventSource does not say why it ended. When the session did, the answer to this leads to the log-in.
    void checkSession();
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open(), pause);
  }
}
