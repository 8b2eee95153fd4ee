import { useAnswer } from "../components/use-answer.ts";
import { addressOf } from "../router.ts";
import { text } from "../texts/texts.ts";
import { FieldFrame } from "./field-frame.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** What another part of the configuration is named by. */
interface Named {
  readonly id?: string;
  readonly label: string;
}

/** Where each kind of reference is listed, and on which page one is added. */
const PLACES = {
  connection: { list: "connections", page: ["configuration", "lan"] },
  set: { list: "sets", page: ["parametrage", "sets"] },
} as const;

/** The connection or the Set that is meant. One that is gone stays in the list, so that it is seen. */
export function ReferenceField({ path, schema, optional, of }: FieldProps & { readonly of: keyof typeof PLACES }) {
  const { draft } = useSurroundings();
  const { list, page } = PLACES[of];
  const { value: answer } = useAnswer<Readonly<Record<string, readonly Named[]>>>(`/${list}`);
  const named = answer.at === "here" ? (answer.body[list] ?? []) : [];
  const names = named.map(({ id, label }) => ({
    value: id ?? label,
    shown: id === undefined || label === "" ? (id ?? label) : `${id} – ${label}`,
  }));
  const present = draft.textAt(path);
  const isMissing = present !== "" && answer.at === "here" && !names.some(({ value }) => value === present);
  return (
    <FieldFrame path={path} schema={schema} hint={isMissing ? text("page.form.missing", { name: present }) : undefined}>
      {(control) => (
        <div class="joined">
          <select
            {...control}
            value={present}
            onChange={({ currentTarget: { value } }) => draft.put(path, value === "" && optional ? undefined : value)}
          >
            {(present === "" || optional) && (
              <option value="">{text(optional ? "page.form.unsaid" : "page.form.choose")}</option>
            )}
            {(isMissing || answer.at !== "here") && present !== "" && <option value={present}>{present}</option>}
            {names.map(({ value, shown }) => (
              <option key={value} value={value}>
                {shown}
              </option>
            ))}
          </select>
          <a class="manage" href={addressOf(page)}>
            {text(`page.form.manage.${of}`)}
          </a>
        </div>
      )}
    </FieldFrame>
  );
}
