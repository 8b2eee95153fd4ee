import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { text } from "../texts/texts.ts";

/** A new password, with what makes one usable. It can be looked at while it is typed. */
export function PasswordField({
  title,
  name,
  hint = text("page.password.rule"),
  required = false,
  current = false,
}: {
  readonly title: string;
  readonly name: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** The password there is, and not a new one. */
  readonly current?: boolean;
}) {
  const id = useId();
  const shown = useSignal(false);
  return (
    <div class="password-field">
      <label for={id}>{title}</label>
      <div class="password-input">
        <input
          id={id}
          name={name}
          // Preact knows the attributes by the type, which changes here.
          type={(shown.value ? "text" : "password") as "password"}
          autocomplete={current ? "current-password" : "new-password"}
          autocapitalize="none"
          spellcheck={false}
          maxLength={1024}
          required={required}
          aria-describedby={current ? undefined : `${id}-hint`}
        />
        <button
          type="button"
          class="outline secondary"
          aria-pressed={shown.value}
          aria-label={text("page.password.show")}
          onClick={() => {
            shown.value = !shown.value;
          }}
        >
          {text(shown.value ? "page.hide" : "page.show")}
        </button>
      </div>
      {!current && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}
