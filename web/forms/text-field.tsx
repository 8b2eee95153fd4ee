import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** A line of text, or several. */
export function TextField({ path, schema, optional, lines = false }: FieldProps & { readonly lines?: boolean }) {
  const { draft, fixed } = useSurroundings();
  const initial = typeof schema.default === "string" && schema.default !== "" ? schema.default : undefined;
  const hint = initial === undefined ? undefined : text("page.form.default", { value: initial });
  const change = ({ currentTarget: { value } }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
    draft.put(path, value === "" && optional ? undefined : value);
  return (
    <FieldFrame path={path} schema={schema} hint={hint}>
      {(control) => {
        const shared = {
          ...control,
          value: draft.textAt(path),
          maxLength: schema.maxLength,
          spellcheck: false,
        };
        if (lines) return <textarea {...shared} rows={6} onInput={change} />;
        const isFixed = path.length === 1 && fixed.includes(String(path[0]));
        return <input {...shared} type="text" autocomplete="off" readOnly={isFixed} onInput={change} />;
      }}
    </FieldFrame>
  );
}
