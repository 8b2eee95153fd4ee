import { FieldFrame } from "./field-frame.tsx";
import { rangeText } from "./form-schema.ts";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** A number with its range. Empty leaves it out: the default counts. */
export function NumberField({ path, schema }: FieldProps) {
  const { draft } = useSurroundings();
  return (
    <FieldFrame path={path} schema={schema} hint={rangeText(schema)} kind="number">
      {(control) => (
        <input
          {...control}
          // What is being typed ("1.", "-") is not yet the number: the field keeps it by itself.
          key={draft.edition.value}
          type="number"
          defaultValue={numberText(draft.at(path))}
          min={schema.minimum}
          max={schema.maximum}
          step={schema.type === "integer" ? 1 : "any"}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            draft.put(path, Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
          }
        />
      )}
    </FieldFrame>
  );
}

function numberText(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}
