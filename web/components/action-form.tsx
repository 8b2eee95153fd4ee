import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { text } from "../texts/texts.ts";
import { givenText } from "./given-text.ts";
import { refusalText } from "./refusal-text.ts";

/** A form that does one thing when it is sent, says that it did, or why not. */
export function ActionForm({
  action,
  done,
  children,
  submit,
  cancel,
  keep = false,
  refusal = () => undefined,
}: {
  /** What the button says. */
  readonly action: string;
  /** What to say afterwards. */
  readonly done?: string;
  readonly children?: ComponentChildren;
  readonly submit: (given: (name: string) => string) => Promise<unknown>;
  readonly cancel?: string;
  /** What was given stays in the fields. */
  readonly keep?: boolean;
  /** What to say of a refusal that this form knows better. */
  readonly refusal?: () => string | undefined;
}) {
  const state = useSignal<"open" | "busy" | "done">("open");
  const refused = useSignal<unknown>(undefined);

  async function act(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    state.value = "busy";
    refused.value = undefined;
    try {
      await submit((name) => givenText(data, name));
      state.value = "done";
      if (!keep) form.reset();
    } catch (error) {
      state.value = "open";
      refused.value = error;
    }
  }

  return (
    <form
      onSubmit={(event) => void act(event)}
      onInput={() => {
        if (state.value === "done") state.value = "open";
      }}
    >
      {children}
      <p role="alert" class="refusal">
        {refused.value !== undefined && (refusal() ?? refusalText(refused.value))}
      </p>
      <div class="actions">
        <button type="submit" aria-busy={state.value === "busy"} disabled={state.value === "busy"}>
          {action}
        </button>
        {cancel !== undefined && (
          <a class="button secondary outline" href={cancel}>
            {text("page.cancel")}
          </a>
        )}
        <span role="status" class="good">
          {state.value === "done" && done}
        </span>
      </div>
    </form>
  );
}
