import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { post, put, remove } from "../../api/client.ts";
import type { Kinds } from "../../api/kinds.ts";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { type Form, type Item, initialOf } from "../../forms/form-schema.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { addressOf, goTo, resourceAddress } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import type { PageProps } from "../menu-page.ts";

/** A Set (Ensemble): paths of the device tree under one name. */
interface ShownSet extends Item {
  readonly label: string;
  readonly elements: readonly string[];
}

interface Using {
  readonly id: string;
  readonly label: string;
  /** Of those that send a Set: its name. */
  readonly set?: string;
}

const SETS = ["parametrage", "sets"] as const;
const setPath = (label: string) => `/sets/${encodeURIComponent(label)}`;

/** The Sets: which there are, who sends them, and what is in them. */
export function Sets({ rest: [verb, label] }: PageProps) {
  const { answer, ask } = useAsked<{ readonly sets: readonly ShownSet[] }>("/sets");
  const { value: using } = useAnswer<{ readonly resources: readonly Using[] }>("/resources");
  const { value: kinds } = useAnswer<Kinds>("/kinds");
  useTitle(text("menu.parametrage.sets"));
  return (
    <Answered answer={answer.value}>
      {({ sets }) => {
        if (verb === undefined) {
          const users = using.at === "here" ? using.body.resources : [];
          return <SetList sets={sets} users={users} changed={() => void ask()} />;
        }
        const set = verb === "edit" ? sets.find((each) => each.label === label) : undefined;
        if (verb === "edit" && set === undefined) return <p role="alert">{text("page.set.gone")}</p>;
        return <Answered answer={kinds}>{({ set: form }) => <SetForm form={form} set={set} saved={ask} />}</Answered>;
      }}
    </Answered>
  );
}

function SetList({
  sets,
  users,
  changed,
}: {
  readonly sets: readonly ShownSet[];
  readonly users: readonly Using[];
  readonly changed: () => void;
}) {
  const leaving = useSignal<string | undefined>(undefined);
  return (
    <>
      <header class="page-head">
        <h1>{text("menu.parametrage.sets")}</h1>
        {mayConfigure.value && (
          <a class="button" href={addressOf([...SETS, "add"])}>
            {text("page.set.add")}
          </a>
        )}
      </header>
      <p class="hint">{text("page.set.what")}</p>
      {sets.length === 0 && <p>{text("page.set.none")}</p>}
      {sets.length > 0 && (
        <div class="table">
          <table class="resources sets">
            <thead>
              <tr>
                <th scope="col">{text("set.label")}</th>
                <th scope="col">{text("set.elements")}</th>
                <th scope="col">{text("page.set.users")}</th>
                {mayConfigure.value && <th scope="col">{text("page.actions")}</th>}
              </tr>
            </thead>
            <tbody>
              {sets.map(({ label, elements }) => (
                <tr key={label} data-set={label}>
                  <th scope="row">
                    <a href={addressOf([...SETS, "edit", label])}>{label}</a>
                  </th>
                  <td data-label={text("set.elements")}>{elements.length}</td>
                  <td data-label={text("page.set.users")}>
                    <Users users={users.filter((each) => each.set === label)} />
                  </td>
                  {mayConfigure.value && (
                    <td class="row-actions">
                      <button
                        type="button"
                        class="small danger outline"
                        aria-label={text("page.set.delete", { label })}
                        onClick={() => {
                          leaving.value = label;
                        }}
                      >
                        {text("page.delete")}
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {leaving.value !== undefined && (
        <ConfirmDialog
          title={text("page.set.delete", { label: leaving.value })}
          action={text("page.delete")}
          confirm={async () => {
            await remove(setPath(leaving.peek() ?? ""));
            changed();
          }}
          close={() => {
            leaving.value = undefined;
          }}
        >
          <p>{text("page.set.delete.text")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function Users({ users }: { readonly users: readonly Using[] }) {
  if (users.length === 0) return <>–</>;
  return (
    <>
      {users.map(({ id, label }) => (
        <a key={id} class="tag" href={resourceAddress(id)}>
          <code>{id}</code> {label}
        </a>
      ))}
    </>
  );
}

function SetForm({
  form,
  set,
  saved,
}: {
  readonly form: Form;
  readonly set: ShownSet | undefined;
  readonly saved: () => Promise<void>;
}) {
  const item = useMemo(() => set ?? (initialOf(form.schema) as Item), [form, set]);
  return (
    <>
      <nav aria-label={text("page.path")} class="trail">
        <ul>
          <li>
            <a href={addressOf(SETS)}>‹ {text("menu.parametrage.sets")}</a>
          </li>
        </ul>
      </nav>
      <h1>{set?.label ?? text("page.set.add")}</h1>
      <SchemaForm
        form={form}
        item={item}
        fixed={set === undefined ? [] : ["label"]}
        save={(given) => (set === undefined ? post<Item>("/sets", given) : put<Item>(setPath(set.label), given))}
        onSaved={() => void saved().then(() => goTo(addressOf(SETS)))}
      />
    </>
  );
}
