import { text, textIfAny } from "../texts/texts.ts";
import { pointerOf } from "./draft.ts";
import { Fault, useFault } from "./field-frame.tsx";
import { type FieldSchema, type Item, titleOf } from "./form-schema.ts";
import { type Drivable, type FieldProps, useSurroundings } from "./surroundings.ts";

/** What drives the inputs of a resource: each by nothing, a link, a schedule or a period. */
export function DrivesField({ path, schema }: FieldProps) {
  const { draft, inputs } = useSurroundings();
  const given = (draft.at(path) ?? {}) as Item;
  const drive = Object.values(schema.patternProperties ?? {})[0];
  const known = inputs.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const all: readonly Drivable[] = [...inputs, ...unknown.map((name) => ({ name, type: "bool" as const, text: "" }))];
  return (
    <fieldset class="part drives" data-path={pointerOf(path)}>
      <legend>{titleOf(schema)}</legend>
      <Fault text={useFault(path)} />
      {all.map((input) => (
        <Drive key={input.name} input={input} path={[...path, input.name]} schema={drive ?? {}} />
      ))}
    </fieldset>
  );
}

function Drive({ input, path, schema }: Omit<FieldProps, "optional"> & { readonly input: Drivable }) {
  const { draft, formId, Field } = useSurroundings();
  const pointer = pointerOf(path);
  const id = `${formId}${pointer}`;
  const given = draft.at(path) as Item | undefined;
  // A condition or a schedule drives what is on or off; anything else follows a variable.
  const ways = (schema.anyOf ?? []).filter((way) => input.type === "bool" || mainOf(way) === "link");
  const way = given && ways.find((each) => mainOf(each) in given);
  return (
    <div class="drive" data-path={pointer}>
      <div class="field">
        <label for={id}>
          <code>{input.name}</code> <small>{textIfAny(input.text)}</small>
        </label>
        <div class="control">
          <select
            id={id}
            value={way === undefined ? "" : mainOf(way)}
            onChange={({ currentTarget: { value } }) => {
              draft.put(path, value === "" ? undefined : { [value]: value === "every" ? 60 : "" });
              draft.edition.value += 1;
            }}
          >
            <option value="">{text("page.form.drive.none")}</option>
            {ways.map((each) => (
              <option key={mainOf(each)} value={mainOf(each)}>
                {titleOf(each.properties?.[mainOf(each)])}
              </option>
            ))}
          </select>
          <Fault text={useFault(path)} />
        </div>
      </div>
      {Object.entries(way?.properties ?? {}).map(([name, member]) => (
        <Field key={name} path={[...path, name]} schema={member} optional={!way?.required?.includes(name)} />
      ))}
    </div>
  );
}

/** The member that tells the ways to drive an input apart. */
function mainOf({ required }: FieldSchema): string {
  return required?.[0] ?? "";
}
