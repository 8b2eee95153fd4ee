import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** Written, never read: what is stored is only said to be there, and stays when nothing is typed. */
export function PasswordField({ path, schema }: FieldProps) {
  const { draft, passwordSet } = useSurroundings();
  const given = draft.at(path);
  const isRemoved = passwordSet && given === "";
  const state = isRemoved ? "removed" : passwordSet ? "set" : "notSet";
  return (
    <FieldFrame path={path} schema={schema} hint={text(`page.form.password.${state}`)}>
      {(control) => (
        <div class="joined">
          <input
            {...control}
            type="password"
            autocomplete="new-password"
            placeholder={passwordSet && !isRemoved ? "••••••••" : ""}
            value={draft.textAt(path)}
            onInput={({ currentTarget: { value } }) => draft.put(path, value === "" && passwordSet ? undefined : value)}
          />
          {passwordSet && (
            <button type="button" class="secondary outline" onClick={() => draft.put(path, isRemoved ? undefined : "")}>
              {text(isRemoved ? "page.form.password.keep" : "page.form.password.remove")}
            </button>
          )}
        </div>
      )}
    </FieldFrame>
  );
}
