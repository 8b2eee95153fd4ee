import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

const KINDS = ["undefined", "number", "boolean", "string"] as const;
const FIRST: Readonly<Record<string, unknown>> = { number: 0, boolean: true, string: "" };

/** A value whose type is chosen with it: none, a number, on or off, a text. */
export function FreeValueField({ path, schema }: FieldProps) {
  const { draft } = useSurroundings();
  const value = draft.at(path);
  const kind = typeof value;
  const name = text("page.form.typeOf");
  return (
    <FieldFrame path={path} schema={schema}>
      {(control) => (
        <div class="joined">
          <select
            {...control}
            value={kind}
            onChange={({ currentTarget }) => draft.put(path, FIRST[currentTarget.value])}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {text(`page.form.type.${each}`)}
              </option>
            ))}
          </select>
          {kind === "boolean" && (
            <input
              type="checkbox"
              role="switch"
              aria-checked={value === true}
              aria-label={name}
              checked={value === true}
              onChange={({ currentTarget: { checked } }) => draft.put(path, checked)}
            />
          )}
          {kind === "number" && (
            <input
              key={draft.edition.value}
              type="number"
              step="any"
              aria-label={name}
              defaultValue={String(value)}
              onInput={({ currentTarget: { valueAsNumber } }) =>
                draft.put(path, Number.isNaN(valueAsNumber) ? 0 : valueAsNumber)
              }
            />
          )}
          {kind === "string" && (
            <input
              type="text"
              aria-label={name}
              value={String(value)}
              onInput={({ currentTarget }) => draft.put(path, currentTarget.value)}
            />
          )}
        </div>
      )}
    </FieldFrame>
  );
}
