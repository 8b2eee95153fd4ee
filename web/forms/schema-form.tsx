import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { ApiError, type Detail } from "../api/client.ts";
import { refusalText } from "../components/refusal-text.ts";
import { mayConfigure } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { Draft } from "./draft.ts";
import { Field } from "./field.tsx";
import { faultText } from "./field-frame.tsx";
import { type Form, type FormGroup, type Item, isOptional } from "./form-schema.ts";
import { LeaveGuard } from "./leave-guard.tsx";
import { PartFields } from "./part-field.tsx";
import { type Drivable, FormContext, type Surroundings } from "./surroundings.ts";

export interface SchemaFormProps {
  readonly form: Form;
  /** What the fields begin with; another one begins the form anew. */
  readonly item: Item;
  /** What the button says; « Enregistrer » when left out. */
  readonly action?: string;
  /** Members that can be read but not changed, such as the name of what exists already. */
  readonly fixed?: readonly string[];
  /** What stands in a group beside its members, at its end. */
  readonly beside?: Readonly<Record<string, ComponentChildren>>;
  /** The member that is to be changed: its field gets the focus. */
  readonly focus?: string | undefined;
  readonly inputs?: readonly Drivable[];
  readonly resource?: string;
  readonly passwordSet?: boolean;
  /** Gives the item to the controller, which answers it as it is now. Raises `ApiError`: its details stand at their fields. */
  readonly save: (item: Item) => Promise<Item>;
  /** It was saved, and nothing is left to lose. */
  readonly onSaved?: (item: Item) => void;
}

/** The group that is folded until something in it is wanted. */
const FOLDED = "more";

/**
 * A form drawn from the schema that the controller checks by: what can be typed, chosen and left out is said once, there.
 * Only the controller decides what is right; its faults stand at their fields, and the first gets the focus.
 */
export function SchemaForm(props: SchemaFormProps) {
  const { form, item, fixed = [], inputs = [], resource, passwordSet = false, save, onSaved } = props;
  const formId = useId();
  const place = useRef<HTMLFormElement>(null);
  const draft = useMemo(() => new Draft(item), [item]);
  const busy = useSignal(false);
  const refused = useSignal<unknown>(undefined);
  const loose = useSignal<readonly Detail[]>([]);
  const saved = useSignal(false);
  useFocus(place, props.focus);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    busy.value = true;
    refused.value = undefined;
    loose.value = [];
    try {
      const answered = await save(draft.item.peek());
      draft.settle(answered);
      saved.value = true;
      onSaved?.(answered);
    } catch (error) {
      saved.value = false;
      refused.value = error;
      if (error instanceof ApiError) show(error.details);
    } finally {
      busy.value = false;
    }
  }

  function show(details: readonly Detail[]): void {
    const fields = new Set(fieldsIn(place.current).map(({ dataset }) => dataset.path ?? ""));
    const placed = details.map((detail) => ({ ...detail, path: nearest(detail.path, fields) }));
    draft.faults.value = placed.filter(({ path }) => path !== "");
    loose.value = placed.filter(({ path }) => path === "");
    const first = draft.faults.peek()[0]?.path;
    if (first !== undefined) focusOn(place.current, first);
  }

  const surroundings: Surroundings = { draft, formId, fixed, inputs, resource, passwordSet, Field };
  const mayChange = mayConfigure.value;
  return (
    <FormContext.Provider value={surroundings}>
      <form ref={place} class="schema-form" noValidate onSubmit={(event) => void submit(event)}>
        {!mayChange && <p class="notice">{text("page.form.readOnly")}</p>}
        <fieldset class="all" disabled={!mayChange}>
          {form.groups.map((group) => (
            <Group key={group.name} group={group} form={form} beside={props.beside?.[group.name]} />
          ))}
        </fieldset>
        <div role="alert" class="refusal">
          {refused.value !== undefined && <p>{refusalLine(refused.value, draft.faults.value.length)}</p>}
          {loose.value.length > 0 && (
            <ul>
              {loose.value.map((fault) => (
                <li key={fault.code + fault.message}>{faultText(fault)}</li>
              ))}
            </ul>
          )}
        </div>
        {mayChange && <SaveBar draft={draft} busy={busy.value} saved={saved.value} action={props.action} />}
      </form>
      <LeaveGuard draft={draft} />
    </FormContext.Provider>
  );
}

/** A heading of the form. The one that is folded holds what is seldom wanted. */
function Group({
  group: { name, members },
  form: { schema },
  beside,
}: {
  readonly group: FormGroup;
  readonly form: Form;
  readonly beside: ComponentChildren;
}) {
  const title = text(`group.${name}`);
  const [first = ""] = members;
  const only = members.length === 1 ? schema.properties?.[first] : undefined;
  const fields =
    // The heading says already what its only member is.
    only?.properties !== undefined && !isOptional(schema, first) ? (
      <PartFields path={[first]} schema={only} />
    ) : (
      members.map((member) => (
        <Field
          key={member}
          path={[member]}
          schema={schema.properties?.[member] ?? {}}
          optional={isOptional(schema, member)}
        />
      ))
    );
  if (name === FOLDED) {
    return (
      <details class="group">
        <summary>{title}</summary>
        {fields}
        {beside}
      </details>
    );
  }
  return (
    <fieldset class="group">
      <legend>{title}</legend>
      {fields}
      {beside}
    </fieldset>
  );
}

function SaveBar({
  draft,
  busy,
  saved,
  action = text("page.form.save"),
}: {
  readonly draft: Draft;
  readonly busy: boolean;
  readonly saved: boolean;
  readonly action: string | undefined;
}) {
  const isChanged = draft.isChanged.value;
  return (
    <div class="save-bar">
      <button type="submit" aria-busy={busy} disabled={busy}>
        {action}
      </button>
      {isChanged && (
        <button type="button" class="secondary outline" onClick={() => draft.discard()}>
          {text("page.form.discard")}
        </button>
      )}
      <span role="status">{isChanged ? text("page.form.changed") : saved ? text("page.form.saved") : ""}</span>
    </div>
  );
}

function refusalLine(error: unknown, faults: number): string {
  return faults > 0 ? text("page.form.faults", { count: faults }) : refusalText(error);
}

/** Brings the wanted field into view once it is drawn. */
function useFocus(place: { readonly current: HTMLFormElement | null }, member: string | undefined): void {
  useEffect(() => {
    if (member !== undefined) focusOn(place.current, `/${member}`);
  }, [place, member]);
}

function focusOn(form: HTMLFormElement | null, pointer: string): void {
  const field = fieldsIn(form).find(({ dataset }) => dataset.path === pointer);
  for (let folded = field?.closest("details"); folded; folded = folded.parentElement?.closest("details")) {
    folded.open = true;
  }
  const control = field?.querySelector<HTMLElement>("input, select, textarea, button");
  control?.focus();
  field?.scrollIntoView({ block: "center" });
}

const fieldsIn = (form: HTMLFormElement | null) => [...(form?.querySelectorAll<HTMLElement>("[data-path]") ?? [])];

/** The field a fault is about, or the one it is within; empty when there is none. */
function nearest(pointer: string, fields: ReadonlySet<string>): string {
  let path = pointer;
  while (path !== "" && !fields.has(path)) path = path.slice(0, path.lastIndexOf("/"));
  return path;
}
