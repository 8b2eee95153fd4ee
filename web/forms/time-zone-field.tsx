import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

const zones: readonly string[] = Intl.supportedValuesOf("timeZone");

/** A time zone by its name, with those the browser knows to choose from. */
export function TimeZoneField({ path, schema, optional }: FieldProps) {
  const { draft } = useSurroundings();
  return (
    <FieldFrame path={path} schema={schema}>
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            list={`${control.id}:zones`}
            placeholder="Europe/Paris"
            autocomplete="off"
            spellcheck={false}
            value={draft.textAt(path)}
            onInput={({ currentTarget: { value } }) => draft.put(path, value === "" && optional ? undefined : value)}
          />
          <datalist id={`${control.id}:zones`}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </FieldFrame>
  );
}
