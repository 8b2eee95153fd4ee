import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Detail } from "../api/client.ts";
import type { Item } from "./item.ts";

/** Names of members and positions in lists, from the item on. */
export type Path = readonly (string | number)[];

/** A JSON pointer, as the controller names the place of a fault. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** What the user makes of an item: nothing of it is the controller's before it was saved. */
export class Draft {
  readonly item: Signal<Item>;
  readonly faults = signal<readonly Detail[]>([]);
  /** Grows when the item is replaced as a whole: fields that keep what is typed begin anew. */
  readonly edition = signal(0);
  readonly isChanged: ReadonlySignal<boolean>;
  readonly #saved: Signal<Item>;

  constructor(item: Item) {
    this.item = signal(item);
    this.#saved = signal(item);
    this.isChanged = computed(() => !isSame(this.item.value, this.#saved.value));
  }

  at(path: Path): unknown {
    return path.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      this.item.value,
    );
  }

  /** Empty for what is no text. */
  textAt(path: Path): string {
    const value = this.at(path);
    return typeof value === "string" ? value : "";
  }

  /** `undefined` leaves the member out. */
  put(path: Path, value: unknown): void {
    const pointer = pointerOf(path);
    batch(() => {
      this.item.value = replaced(this.item.value, path, value) as Item;
      // Whoever mends a field need not look at what was wrong with it.
      this.faults.value = this.faults.value.filter((fault) => fault.path !== pointer);
    });
  }

  /** The item is now as the controller has it. */
  settle(item: Item): void {
    batch(() => {
      this.item.value = item;
      this.#saved.value = item;
      this.faults.value = [];
      this.edition.value += 1;
    });
  }

  /** Back to what was saved last. */
  discard(): void {
    this.settle(this.#saved.value);
  }
}

function replaced(whole: unknown, [step, ...further]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) {
    return whole.map((member, index) => (index === step ? replaced(member, further, value) : member));
  }
  const { [step]: present, ...rest } = (whole ?? {}) as Record<string, unknown>;
  const next = replaced(present, further, value);
  return next === undefined ? rest : { ...(whole as object), [step]: next };
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name) => isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]))
  );
}
