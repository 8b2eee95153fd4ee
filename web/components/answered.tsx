import type { ComponentChildren } from "preact";
import { text } from "../texts/texts.ts";
import { refusalText } from "./refusal-text.ts";
import type { Answer } from "./use-answer.ts";

/** What an answer is made into once it is here; until then, that it is waited for, or why there is none. */
export function Answered<T>({
  answer,
  children,
}: {
  readonly answer: Answer<T>;
  readonly children: (body: T) => ComponentChildren;
}) {
  if (answer.at === "waiting") return <p aria-busy="true">{text("page.loading")}</p>;
  if (answer.at === "refused") {
    return (
      <p role="alert" class="refusal">
        {refusalText(answer.error)}
      </p>
    );
  }
  return <>{children(answer.body)}</>;
}
