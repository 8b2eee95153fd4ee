import { useMemo } from "preact/hooks";
import { Answered } from "../../components/answered.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import type { Form, Item } from "../../forms/form-schema.ts";
import { initialOf } from "../../forms/form-schema.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { text } from "../../texts/texts.ts";

/** The settings of a connection, by the schema the controller checks it by. What FTP leaves no choice of is only shown. */
export function ConnectionForm({
  connection,
  isNew = false,
  focus,
  save,
  onSaved,
}: {
  readonly connection: Item;
  readonly isNew?: boolean;
  readonly focus?: string | undefined;
  readonly save: (item: Item) => Promise<Item>;
  readonly onSaved?: (item: Item) => void;
}) {
  const { value: answer } = useAnswer<{ readonly connection: Form }>("/kinds");
  return (
    <Answered answer={answer}>
      {({ connection: form }) => (
        <Filled form={form} connection={connection} isNew={isNew} focus={focus} save={save} onSaved={onSaved} />
      )}
    </Answered>
  );
}

function Filled({
  form,
  connection,
  isNew,
  focus,
  save,
  onSaved,
}: {
  readonly form: Form;
  readonly connection: Item;
  readonly isNew: boolean;
  readonly focus: string | undefined;
  readonly save: (item: Item) => Promise<Item>;
  onSaved: ((item: Item) => void) | undefined;
}) {
  const item = useMemo(
    () => (isNew ? { ...(initialOf(form.schema) as object), ...connection } : connection),
    [form, isNew, connection],
  );
  return (
    <section aria-label={text("page.lan.stage.settings")}>
      <SchemaForm
        form={form}
        item={item}
        action={text("page.validate")}
        fixed={isNew ? [] : ["id"]}
        beside={{ communication: <Fixed /> }}
        focus={focus}
        save={save}
        {...(onSaved === undefined ? {} : { onSaved })}
      />
    </section>
  );
}

/** Mode, Application and AutoStart, as on the source's page. */
function Fixed() {
  return (
    <dl class="facts fixed" aria-label={text("page.lan.fixed")}>
      <div>
        <dt>{text("page.lan.mode")}</dt>
        <dd>{text("page.lan.mode.client")}</dd>
      </div>
      <div>
        <dt>{text("page.lan.application")}</dt>
        <dd>FTP</dd>
      </div>
      <div>
        <dt>{text("page.lan.autoStart")}</dt>
        <dd>{text("page.lan.autoStart.off")}</dd>
      </div>
    </dl>
  );
}
