import type { Register } from "../live/register.ts";
import { meaningOf } from "./register-text.ts";

/** How a value of a code is to be taken at a glance. */
type Tone = "calm" | "active" | "alarm";

/** A code as on the front of a controller: a lamp, its number, its meaning. */
export function CodeLamp({ register }: { readonly register: Register | undefined }) {
  if (register === undefined) return <span>–</span>;
  const value = register.value.value;
  return (
    <span class={`lamp ${toneOf(register.row.code ?? "", value)}`}>
      {value} <span>{meaningOf(register, value)}</span>
    </span>
  );
}

function toneOf(code: string, value: unknown): Tone {
  if (code === "error") return value === 0 || value === 3 ? "calm" : value === 2 ? "active" : "alarm";
  if (code === "limit") return value === 0 ? "calm" : "alarm";
  if (code === "status") return value === 2 ? "active" : "calm";
  return value === 0 ? "calm" : "active";
}
