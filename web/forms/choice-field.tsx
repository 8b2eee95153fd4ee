import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { choicesOf, choiceText } from "./form-schema.ts";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** One of some values. */
export function ChoiceField({ path, schema, optional }: FieldProps) {
  const { draft } = useSurroundings();
  const choices = choicesOf(schema) ?? [];
  return (
    <FieldFrame path={path} schema={schema}>
      {(control) => (
        <select
          {...control}
          value={draft.textAt(path)}
          onChange={({ currentTarget: { value } }) =>
            draft.put(
              path,
              choices.find((choice) => String(choice) === value),
            )
          }
        >
          {optional && <option value="">{text("page.form.unsaid")}</option>}
          {choices.map((choice) => (
            <option key={String(choice)} value={String(choice)}>
              {choiceText(schema, choice)}
              {choice === schema.default && ` (${text("page.form.byDefault")})`}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
