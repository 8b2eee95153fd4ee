import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../texts/texts.ts";
import { refusalText } from "./refusal-text.ts";

/**
 * Asks before something that cannot be taken back, or what exactly is to be done. Escape and « Annuler » leave everything
 * as it is; a refusal is said in the dialog, which then stays.
 */
export function ConfirmDialog({
  title,
  action,
  danger = true,
  children,
  confirm,
  close,
}: {
  readonly title: ComponentChildren;
  /** What the button says: what will be done. */
  readonly action: string;
  /** Whether that is to be thought over. */
  readonly danger?: boolean;
  readonly children?: ComponentChildren;
  readonly confirm: () => Promise<unknown>;
  readonly close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const busy = useSignal(false);
  const refused = useSignal<unknown>(undefined);
  // Before the browser paints: what is pressed next is pressed in the dialog.
  useLayoutEffect(() => dialog.current?.showModal(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    busy.value = true;
    refused.value = undefined;
    try {
      await confirm();
      dialog.current?.close();
    } catch (error) {
      refused.value = error;
    } finally {
      busy.value = false;
    }
  }

  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={titleId} onClose={close}>
      <form method="dialog" onSubmit={(event) => void submit(event)}>
        <h2 id={titleId}>{title}</h2>
        {children}
        <p role="alert" class="refusal">
          {refused.value !== undefined && refusalText(refused.value)}
        </p>
        <div class="actions">
          <button type="button" class="secondary outline" onClick={() => dialog.current?.close()}>
            {text("page.cancel")}
          </button>
          <button type="submit" class={danger ? "danger" : ""} aria-busy={busy.value} disabled={busy.value}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
