import { useMemo } from "preact/hooks";
import { post } from "../../api/client.ts";
import type { Kind, Kinds } from "../../api/kinds.ts";
import { type ListedResource, parametersOf, resourcePath, type ShownResource } from "../../api/resources.ts";
import { Answered } from "../../components/answered.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import { useTitle } from "../../components/use-title.ts";
import { type Item, initialOf, nextName } from "../../forms/form-schema.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { addressOf, goTo, query, resourceAddress } from "../../router.ts";
import { text, textIfAny } from "../../texts/texts.ts";
import type { PageProps } from "../menu-page.ts";

const ADD = ["parametrage", "add"] as const;

/** « Ajouter une ressource »: a heading, a kind, its parameters; then its page. */
export function AddResource({ rest: [wanted] }: PageProps) {
  const { value: answer } = useAnswer<Kinds>("/kinds");
  const title = text("menu.parametrage.add");
  useTitle(title);
  return (
    <Answered answer={answer}>
      {({ kinds }) => {
        const kind = kinds.find((each) => each.kind === wanted);
        if (kind === undefined) return <KindChoice kinds={kinds} />;
        const copy = query.value.get("copy");
        return copy === null ? (
          <NewResource key={kind.kind} kind={kind} copied={undefined} />
        ) : (
          <Copied key={copy} kind={kind} id={copy} />
        );
      }}
    </Answered>
  );
}

/** The kinds under their headings, in the order the controller gives them. */
function KindChoice({ kinds }: { readonly kinds: readonly Kind[] }) {
  const headings = [...new Set(kinds.map(({ menu }) => menu))];
  return (
    <>
      <h1>{text("menu.parametrage.add")}</h1>
      <div class="kind-menu">
        {headings.map((heading) => (
          <section key={heading} aria-labelledby={`heading-${heading}`}>
            <h2 id={`heading-${heading}`}>{text(`menu.${heading}`)}</h2>
            <ul>
              {kinds
                .filter(({ menu }) => menu === heading)
                .map(({ kind }) => (
                  <li key={kind}>
                    <a href={addressOf([...ADD, kind])}>
                      <strong>{text(`page.kind.${kind}`)}</strong>
                      <small>{textIfAny(`help.kind.${kind}`)}</small>
                    </a>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function Copied({ kind, id }: { readonly kind: Kind; readonly id: string }) {
  const { value: answer } = useAnswer<ShownResource>(resourcePath(id));
  return (
    <Answered answer={answer}>{(resource) => <NewResource kind={kind} copied={parametersOf(resource)} />}</Answered>
  );
}

function NewResource({ kind, copied }: { readonly kind: Kind; readonly copied: Item | undefined }) {
  const { value: answer } = useAnswer<{ readonly resources: readonly ListedResource[] }>("/resources?summary=true");
  return (
    <>
      <nav aria-label={text("page.path")} class="trail">
        <ul>
          <li>
            <a href={addressOf(ADD)}>{text("menu.parametrage.add")}</a>
          </li>
          <li>{text(`menu.${kind.menu}`)}</li>
        </ul>
      </nav>
      <h1>{text(`page.kind.${kind.kind}`)}</h1>
      {copied !== undefined && <p class="notice">{text("page.add.copied", { id: String(copied.id) })}</p>}
      <Answered answer={answer}>
        {({ resources }) => <NewForm kind={kind} copied={copied} taken={resources.map(({ id }) => id)} />}
      </Answered>
    </>
  );
}

function NewForm({
  kind: { kind, form, variables },
  copied,
  taken,
}: {
  readonly kind: Kind;
  readonly copied: Item | undefined;
  readonly taken: readonly string[];
}) {
  const item = useMemo(() => {
    const id = nextName(form.schema.properties?.id?.pattern, taken);
    return { ...(initialOf(form.schema) as Item), ...copied, kind, ...(id === undefined ? {} : { id }) };
  }, [form, kind, copied, taken]);
  return (
    <SchemaForm
      form={form}
      item={item}
      action={text("page.add.submit")}
      inputs={variables.filter(({ direction }) => direction === "input")}
      save={async (given) => parametersOf(await post<ShownResource>("/resources", given))}
      onSaved={({ id }) => goTo(resourceAddress(String(id)))}
    />
  );
}
