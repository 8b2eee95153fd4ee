import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { put } from "../../api/client.ts";
import { parametersOf, resourcePath, type ShownResource } from "../../api/resources.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { addressOf, goTo, query } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import { DeleteResource } from "../parametrage/delete-resource.tsx";
import type { TabProps } from "./tab.ts";

/** The tab « Paramètres »: the form of the resource, and its end. */
export function Parametres({ resource, kind, changed }: TabProps) {
  const leaving = useSignal(false);
  const item = useMemo(() => parametersOf(resource), [resource]);
  return (
    <>
      <SchemaForm
        form={kind.form}
        item={item}
        fixed={["id"]}
        inputs={kind.variables.filter(({ direction }) => direction === "input")}
        resource={resource.id}
        passwordSet={resource.passwordSet ?? false}
        focus={query.value.get("field") ?? undefined}
        save={async (given) => parametersOf(await put<ShownResource>(resourcePath(resource.id), given))}
        onSaved={() => void changed()}
      />
      {mayConfigure.value && (
        <div class="actions end">
          <a class="button outline" href={addressOf(["parametrage", "add", resource.kind], { copy: resource.id })}>
            {text("page.resource.duplicate")}
          </a>
          <button
            type="button"
            class="danger outline"
            onClick={() => {
              leaving.value = true;
            }}
          >
            {text("page.resource.delete.of", { id: resource.id })}
          </button>
        </div>
      )}
      {leaving.value && (
        <DeleteResource
          resource={resource}
          deleted={() => goTo(addressOf(["parametrage", "resources"]))}
          close={() => {
            leaving.value = false;
          }}
        />
      )}
    </>
  );
}
