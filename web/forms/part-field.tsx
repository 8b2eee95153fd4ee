import { text } from "../texts/texts.ts";
import { pointerOf } from "./draft.ts";
import { Fault, useFault } from "./field-frame.tsx";
import { initialOf, isOptional, titleOf } from "./form-schema.ts";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** With more members than this it is folded at first: seldom are all of them wanted. */
const MANY = 4;

/** Members that belong together. One that may be left out has a switch: on, it begins with its defaults. */
export function PartField({ path, schema, optional }: FieldProps) {
  const { draft, formId } = useSurroundings();
  const isThere = draft.at(path) !== undefined;
  const title = titleOf(schema, String(path.at(-1)));
  const pointer = pointerOf(path);
  const fault = useFault(path);
  if (!optional && Object.keys(schema.properties ?? {}).length > MANY) {
    return (
      <details class="part" data-path={pointer}>
        <summary>{title}</summary>
        <PartFields path={path} schema={schema} />
      </details>
    );
  }
  return (
    <fieldset class="part" data-path={pointer}>
      <legend>{title}</legend>
      {optional && (
        <div class="field switch">
          <label for={`${formId}${pointer}`}>{text("page.form.used")}</label>
          <div class="control">
            <input
              id={`${formId}${pointer}`}
              type="checkbox"
              role="switch"
              aria-checked={isThere}
              checked={isThere}
              onChange={({ currentTarget: { checked } }) => draft.put(path, checked ? initialOf(schema) : undefined)}
            />
          </div>
        </div>
      )}
      <Fault text={fault} />
      {(isThere || !optional) && <PartFields path={path} schema={schema} />}
    </fieldset>
  );
}

/** Its members alone, where a heading says already what they are. */
export function PartFields({ path, schema }: Omit<FieldProps, "optional">) {
  const { Field } = useSurroundings();
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([name, member]) => (
        <Field key={name} path={[...path, name]} schema={member} optional={isOptional(schema, name)} />
      ))}
    </>
  );
}
