import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** On or off. Where neither has been said, and something else decides then, that is a third choice. */
export function SwitchField({ path, schema, optional }: FieldProps) {
  const { draft } = useSurroundings();
  const value = draft.at(path);
  return (
    <FieldFrame path={path} schema={schema} kind="switch">
      {(control) =>
        optional ? (
          <select
            {...control}
            value={value === undefined ? "" : String(value === true)}
            onChange={({ currentTarget }) =>
              draft.put(path, currentTarget.value === "" ? undefined : currentTarget.value === "true")
            }
          >
            <option value="">{text("page.form.unsaid")}</option>
            <option value="true">{text("page.form.on")}</option>
            <option value="false">{text("page.form.off")}</option>
          </select>
        ) : (
          <input
            {...control}
            type="checkbox"
            role="switch"
            aria-checked={value === true}
            checked={value === true}
            onChange={({ currentTarget: { checked } }) => draft.put(path, checked)}
          />
        )
      }
    </FieldFrame>
  );
}
