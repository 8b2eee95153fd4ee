import { useComputed, useSignal } from "@preact/signals";
import { post } from "../../api/client.ts";
import { type ListedResource, resourcePath } from "../../api/resources.ts";
import { Answered } from "../../components/answered.tsx";
import { refusalText } from "../../components/refusal-text.ts";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, resourceAddress } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import { DeleteResource } from "./delete-resource.tsx";

/** How many rows are drawn at first, and with each further step: a controller may have thousands. */
const STEP = 100;

/** The resources as they are configured: add, copy, put in and out of service, delete. */
export function Resources() {
  const { answer, ask } = useAsked<{ readonly resources: readonly ListedResource[] }>("/resources?summary=true");
  useTitle(text("menu.parametrage.resources"));
  return (
    <>
      <header class="page-head">
        <h1>{text("menu.parametrage.resources")}</h1>
        {mayConfigure.value && (
          <a class="button" href={addressOf(["parametrage", "add"])}>
            {text("menu.parametrage.add")}
          </a>
        )}
      </header>
      <Answered answer={answer.value}>
        {({ resources }) =>
          resources.length === 0 ? (
            <p>{text("page.resources.none")}</p>
          ) : (
            <ResourceList resources={resources} changed={() => void ask()} />
          )
        }
      </Answered>
    </>
  );
}

function ResourceList({
  resources,
  changed,
}: {
  readonly resources: readonly ListedResource[];
  readonly changed: () => void;
}) {
  const words = useSignal("");
  const kind = useSignal("");
  const count = useSignal(STEP);
  const leaving = useSignal<ListedResource | undefined>(undefined);
  const refused = useSignal<unknown>(undefined);
  const wanted = useComputed(() => words.value.toLowerCase());
  const kinds = [...new Set(resources.map((resource) => resource.kind))];
  const found = resources.filter(
    (resource) =>
      (kind.value === "" || resource.kind === kind.value) &&
      `${resource.id} ${resource.label} ${resource.connection ?? ""}`.toLowerCase().includes(wanted.value),
  );

  async function putInService({ id, inService }: ListedResource): Promise<void> {
    try {
      await post(`${resourcePath(id)}/${inService ? "stop" : "start"}`);
      refused.value = undefined;
      changed();
    } catch (error) {
      refused.value = error;
    }
  }

  return (
    <>
      <div class="toolbar filters">
        <label>
          {text("page.filter")}
          <input
            type="search"
            value={words.value}
            onInput={({ currentTarget: { value } }) => {
              words.value = value;
              count.value = STEP;
            }}
          />
        </label>
        <label>
          {text("resource.kind")}
          <select
            value={kind.value}
            onChange={({ currentTarget: { value } }) => {
              kind.value = value;
              count.value = STEP;
            }}
          >
            <option value="">{text("page.resources.allKinds")}</option>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {text(`page.kind.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <span class="count" role="status">
          {text("page.resources.count", { count: found.length, total: resources.length })}
        </span>
      </div>
      <p role="alert" class="refusal">
        {refused.value !== undefined && refusalText(refused.value)}
      </p>
      <div class="table">
        <table class="resources configured">
          <thead>
            <tr>
              <th scope="col">{text("page.resource")}</th>
              <th scope="col">{text("resource.kind")}</th>
              <th scope="col">{text("resource.connection")}</th>
              <th scope="col">{text("resource.inService")}</th>
              {mayConfigure.value && <th scope="col">{text("page.actions")}</th>}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, count.value).map((resource) => (
              <Row
                key={resource.id}
                resource={resource}
                toggle={() => void putInService(resource)}
                leave={() => {
                  leaving.value = resource;
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > count.value && (
        <button
          type="button"
          class="secondary outline more"
          onClick={() => {
            count.value += STEP;
          }}
        >
          {text("page.more", { count: found.length - count.value })}
        </button>
      )}
      {leaving.value !== undefined && (
        <DeleteResource
          resource={leaving.value}
          deleted={changed}
          close={() => {
            leaving.value = undefined;
          }}
        />
      )}
    </>
  );
}

function Row({
  resource: { id, label, kind, connection, inService },
  toggle,
  leave,
}: {
  readonly resource: ListedResource;
  readonly toggle: () => void;
  readonly leave: () => void;
}) {
  return (
    <tr data-resource={id}>
      <th scope="row">
        <a href={resourceAddress(id, "parametres")}>
          <code>{id}</code> {label}
        </a>
      </th>
      <td>{text(`page.kind.${kind}`)}</td>
      <td data-label={text("resource.connection")}>
        {connection === undefined ? "–" : <a href={addressOf(["configuration", "lan", connection])}>{connection}</a>}
      </td>
      <td data-label={text("resource.inService")}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={inService}
          aria-label={text("page.resource.inService", { id })}
          checked={inService}
          disabled={!mayConfigure.value}
          onChange={({ currentTarget }) => {
            // It shows what the controller has, and that is not changed yet.
            currentTarget.checked = inService;
            toggle();
          }}
        />
      </td>
      {mayConfigure.value && (
        <td class="row-actions">
          <a
            class="button small outline"
            aria-label={text("page.resource.duplicate.of", { id })}
            href={addressOf(["parametrage", "add", kind], { copy: id })}
          >
            {text("page.resource.duplicate")}
          </a>{" "}
          <button
            type="button"
            class="small danger outline"
            aria-label={text("page.resource.delete.of", { id })}
            onClick={leave}
          >
            {text("page.delete")}
          </button>
        </td>
      )}
    </tr>
  );
}
