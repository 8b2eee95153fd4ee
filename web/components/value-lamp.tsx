import type { Register } from "../live/register.ts";
import { text } from "../texts/texts.ts";
import { meaningOf, rawText } from "./register-text.ts";

/** The value of a point with its unit. One that is forced says so, with a lamp. */
export function ValueLamp({
  value,
  forced,
}: {
  readonly value: Register | undefined;
  readonly forced: Register | undefined;
}) {
  if (value === undefined) return <span>–</span>;
  const isForced = forced?.value.value === true;
  return (
    <span class={isForced ? "lamp active" : "value"}>
      {rawText(value, value.value.value)} <span>{meaningOf(value, value.value.value)}</span>
      {isForced && <em> {text("page.forced")}</em>}
    </span>
  );
}
