import { text } from "../texts/texts.ts";
import { pointerOf } from "./draft.ts";
import { Fault, useFault } from "./field-frame.tsx";
import { type FieldSchema, type Item, initialOf, nextName, titleOf } from "./form-schema.ts";
import { PartFields } from "./part-field.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** Several of one kind: each can be changed, moved and removed, and more can be added. */
export function ListField({ path, schema }: FieldProps) {
  const { draft, Field } = useSurroundings();
  const members = (draft.at(path) ?? []) as readonly unknown[];
  const item = schema.items as FieldSchema;
  const title = titleOf(schema, String(path.at(-1)));
  const put = (next: readonly unknown[]) => {
    draft.put(path, next);
    // Places have moved: what was typed belongs to another one now.
    draft.edition.value += 1;
  };
  return (
    <fieldset class="part list" data-path={pointerOf(path)}>
      <legend>{title}</legend>
      <Fault text={useFault(path)} />
      {members.map((member, index) => (
        <div class="member" key={index}>
          <div class="fields">
            {item.properties === undefined ? (
              <Field path={[...path, index]} schema={item} optional={false} />
            ) : (
              <PartFields path={[...path, index]} schema={item} />
            )}
          </div>
          <div class="moves">
            <button
              type="button"
              class="secondary outline"
              aria-label={text("page.form.up", { name: nameOf(member, index) })}
              disabled={index === 0}
              onClick={() => put(moved(members, index))}
            >
              ↑
            </button>
            <button
              type="button"
              class="secondary outline"
              aria-label={text("page.form.down", { name: nameOf(member, index) })}
              disabled={index === members.length - 1}
              onClick={() => put(moved(members, index + 1))}
            >
              ↓
            </button>
            <button
              type="button"
              class="secondary outline"
              aria-label={text("page.form.removeOf", { name: nameOf(member, index) })}
              onClick={() => put(members.filter((_, at) => at !== index))}
            >
              ✕
            </button>
          </div>
        </div>
      ))}
      {members.length < (schema.maxItems ?? Number.POSITIVE_INFINITY) && (
        <button type="button" class="secondary outline" onClick={() => put([...members, addedTo(members, item)])}>
          {text("page.form.add")}
        </button>
      )}
    </fieldset>
  );
}

/** One step up. */
function moved(members: readonly unknown[], index: number): readonly unknown[] {
  return members.toSpliced(index - 1, 2, members[index], members[index - 1]);
}

function nameOf(member: unknown, index: number): string {
  return (typeof member === "string" ? member : idOf(member)) || String(index + 1);
}

function idOf(member: unknown): string {
  const id = (member as Item | undefined)?.id;
  return typeof id === "string" ? id : "";
}

function addedTo(members: readonly unknown[], item: FieldSchema): unknown {
  const added = initialOf(item);
  const taken = members.map(idOf);
  const id = nextName(item.properties?.id?.pattern, taken);
  return id === undefined ? added : { ...(added as Item), id };
}
