import { isDeepStrictEqual } from "node:util";
import type { Subscription } from "rxjs";
import type { Value } from "../../vars/definition.ts";
import type { Owner } from "../../vars/space.ts";
import type { Kind, Parts } from "../kind.ts";
import { Cadence } from "./cadence.ts";
import { Functions, mountFunctions } from "./functions.ts";
import { type PointRows, pointRows } from "./rows.ts";
import { type PointConfig, PointSchema } from "./schema.ts";
import { type PointState, seedOf, shownOf, sourceValue } from "./value.ts";

export const pointKind: Kind<PointConfig> = {
  schema: PointSchema,
  menu: "points",
  rows: pointRows,
  start: (config, parts) => {
    let point = new Point(config, parts);
    return {
      update: (next) => {
        if (isDeepStrictEqual(pointRows(next), pointRows(point.config))) return point.update(next);
        point.remove();
        point = new Point(next, parts);
      },
      // It has no commands.
      takeUp: () => {},
      stop: async () => point.stop(),
      remove: async () => point.remove(),
    };
  },
};

type PointParts = Pick<Parts, "clock" | "space" | "tree" | "history" | "tick$">;

/**
 * A value that is written from outside, constant or a signal, that can be forced, and that its functions sample.
 *
 * What it shows is read off its state; a write applies together with all that follows from it. Out of service nothing is
 * sampled and a signal stands still.
 */
class Point {
  readonly #parts: PointParts;
  readonly #owner: Owner<PointRows>;
  #config: PointConfig;
  /** What `Value` was told last, whether it shows that or not. */
  #written: Value;
  #state: PointState;
  #value: Value;
  #unmount: () => void = () => {};
  #functions: Functions | undefined;
  #signal: Cadence | undefined;
  #ticks: Subscription | undefined;

  constructor(config: PointConfig, parts: PointParts) {
    this.#config = config;
    this.#parts = parts;
    const { space } = parts;
    const prefix = `easy.RESS.${config.id}`;
    this.#owner = space.declare(prefix, pointRows(config), (name, value) => this.#onWrite(name, value));
    // Of these the space retained what was written.
    const level = (name: string) => space.read(`${prefix}.${name}`)?.value ?? 0;
    this.#written = level("Value");
    this.#value = this.#written;
    this.#state = { mode: level("Mode"), manual: level("Manual"), automatic: this.#written };
    this.#begin();
  }

  get config(): PointConfig {
    return this.#config;
  }

  update(config: PointConfig): void {
    if (isDeepStrictEqual(config, this.#config)) return;
    this.stop();
    this.#unmount();
    this.#config = config;
    this.#begin();
  }

  stop(): void {
    this.#ticks?.unsubscribe();
    this.#functions?.close();
    this.#functions = undefined;
  }

  remove(): void {
    this.stop();
    this.#unmount();
    this.#owner.withdraw();
  }

  #begin(): void {
    const { clock, history, tree, tick$ } = this.#parts;
    const { id, inService, signal } = this.#config;
    const now = clock.now();
    this.#unmount = mountFunctions(this.#config, history, tree);
    this.#askSource(now);
    this.#owner.show(this.#shown(now));
    if (!inService) return;
    this.#functions = new Functions(this.#config, this.#parts, this.#value);
    // Points of the same step have their turns at different ticks.
    this.#signal = signal && new Cadence(signal.step, now, seedOf(id) % signal.step);
    this.#ticks = tick$.subscribe(() => this.#tick());
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    if (this.#signal?.due(now) !== undefined) {
      this.#askSource(now);
      this.#owner.show(this.#shown(now));
    }
    this.#functions?.tick(this.#value, now);
  }

  #onWrite(name: string, value: Value): Readonly<Record<string, Value>> {
    const now = this.#parts.clock.now();
    if (name === "Value") this.#written = value;
    if (name === "Mode") this.#state = { ...this.#state, mode: value };
    if (name === "Manual") this.#state = { ...this.#state, manual: value };
    this.#askSource(now);
    return { [name]: value, ...this.#shown(now) };
  }

  #askSource(now: number): void {
    if (!this.#config.inService && this.#config.signal !== undefined) return;
    this.#state = { ...this.#state, automatic: sourceValue(this.#config, this.#written, now) };
  }

  /** What is to be shown now. The functions are told when it is another value than before. */
  #shown(now: number): ReturnType<typeof shownOf> {
    const shown = shownOf(this.#state, this.#config);
    if (shown.Value !== this.#value) {
      this.#value = shown.Value;
      this.#functions?.changed(shown.Value, now);
    }
    return shown;
  }
}
