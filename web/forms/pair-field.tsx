import { FieldFrame } from "./field-frame.tsx";
import type { FieldSchema } from "./form-schema.ts";
import { titleOf } from "./form-schema.ts";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** Numbers that are given together or not at all, such as the first and the last of a range. */
export function PairField({ path, schema }: FieldProps) {
  const { draft } = useSurroundings();
  const parts = schema.items as readonly FieldSchema[];
  const given = (draft.at(path) ?? []) as readonly (number | null)[];
  const title = titleOf(schema);
  function change(index: number, value: number): void {
    const next = parts.map((_, at) => (at === index ? (Number.isNaN(value) ? null : value) : (given[at] ?? null)));
    draft.put(path, next.every((each) => each === null) ? undefined : next);
  }
  return (
    <FieldFrame path={path} schema={schema}>
      {(control) => (
        <div class="joined">
          {parts.map((part, index) => (
            <input
              {...(index === 0 ? control : { "aria-label": `${title} ${index + 1}` })}
              key={`${index}/${draft.edition.value}`}
              type="number"
              defaultValue={String(given[index] ?? "")}
              min={part.minimum}
              max={part.maximum}
              onInput={({ currentTarget: { valueAsNumber } }) => change(index, valueAsNumber)}
            />
          ))}
        </div>
      )}
    </FieldFrame>
  );
}
