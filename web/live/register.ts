import { type Signal, signal } from "@preact/signals";
import type { Value, Variable } from "../api/wire.ts";

const ROOT = "easy.RESS.";

/** A variable that follows the controller. Only what shows its value is drawn anew when it changes. */
export interface Register {
  /** `R00001.Send`. */
  readonly path: string;
  /** `Send`. */
  readonly name: string;
  readonly row: Omit<Variable, "value">;
  readonly value: Signal<Value>;
}

export function createRegister(variable: Variable): Register {
  const path = shortPath(variable.path);
  const name = path.slice(path.lastIndexOf(".") + 1);
  return { path, name, row: variable, value: signal(variable.value) };
}

export function shortPath(path: string): string {
  return path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
}
