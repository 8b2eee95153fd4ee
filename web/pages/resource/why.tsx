import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../../api/client.ts";
import type { Kind } from "../../api/kinds.ts";
import type { ShownResource } from "../../api/resources.ts";
import type { Transfer, Transfers } from "../../api/transfers.ts";
import { fieldOfFailure } from "../../components/field-of-failure.ts";
import { meaningOf, remedyOf } from "../../components/register-text.ts";
import { titleOf } from "../../forms/form-schema.ts";
import type { Register } from "../../live/register.ts";
import { addressOf, resourceAddress } from "../../router.ts";
import { text, textIfAny } from "../../texts/texts.ts";

/** Of the files that failed, so many are named here; the rest stand under « Historique ». */
const FILES = 3;

/** OK, waiting, ended: nothing is wrong. */
const CALM = [0, 2, 3];

/** « Pourquoi ? »: what decided an Error, what to do about it, and where. */
export function Why({
  id,
  error,
  action,
  commands,
  resource,
  kind,
}: {
  readonly id: string;
  readonly error: Register | undefined;
  readonly action: Register | undefined;
  readonly commands: Register | undefined;
  readonly resource: ShownResource;
  readonly kind: Kind;
}) {
  const code = Number(error?.value.value ?? 0);
  const isWrong = !CALM.includes(code) && action?.value.value === 0;
  const last = useSignal<Transfer | undefined>(undefined);
  useEffect(() => {
    last.value = undefined;
    if (!isWrong) return;
    let left = false;
    get<Transfers>(`/transfers?resource=${encodeURIComponent(id)}&limit=1&files=${FILES}`).then(
      ({ transfers }) => {
        if (!left) last.value = transfers[0];
      },
      // The code has its text all the same.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [id, isWrong, code, commands?.value.value]);
  if (!isWrong || error === undefined) return null;
  const result = last.value?.result;
  // The record is of this Error only when it says the same: a command may just have begun elsewhere.
  const decided = result?.error === code ? result : undefined;
  const failure = decided?.failure;
  const failed = decided === undefined ? [] : (last.value?.files.filter(({ state }) => state === "failed") ?? []);
  return (
    <section class="why" aria-live="polite" aria-label={text("page.why")}>
      <h2>{text("page.why")}</h2>
      <p>
        <strong>
          Error {code} – {meaningOf(error, code)}.
        </strong>{" "}
        {failure !== undefined && textIfAny(`failure.${failure}`)}
      </p>
      {decided?.subject !== undefined && (
        <p>
          {text("page.why.subject")} <code>{decided.subject}</code>
        </p>
      )}
      {decided?.reply !== undefined && (
        <p>
          {text("page.why.reply")} <code>{decided.reply}</code>
        </p>
      )}
      <ul class="remedies">
        {[remedyOf(error, code), failure === undefined ? undefined : textIfAny(`failure.${failure}.remedy`)]
          .filter((remedy, index, all) => remedy !== undefined && all.indexOf(remedy) === index)
          .map((remedy) => (
            <li key={remedy} class="remedy">
              {remedy}
            </li>
          ))}
      </ul>
      {failed.length > 0 && (
        <ul class="failed-files">
          {failed.map(({ index, path, reply }) => (
            <li key={index}>
              <code>{path}</code> {reply !== undefined && <code>{reply}</code>}
            </li>
          ))}
        </ul>
      )}
      <p class="actions">
        {failure !== undefined && <FieldLink failure={failure} resource={resource} kind={kind} />}
        <a class="button outline small" href={resourceAddress(id, "historique")}>
          {text("page.why.history")}
        </a>
      </p>
    </section>
  );
}

/** The field to change: of the resource's own form, or of the connection's. */
function FieldLink({
  failure,
  resource,
  kind,
}: {
  readonly failure: string;
  readonly resource: ShownResource;
  readonly kind: Kind;
}) {
  const place = fieldOfFailure(failure);
  if (place === undefined) return null;
  const { field } = place;
  if (place.of === "connection") {
    if (resource.connection === undefined) return null;
    return (
      <a class="button small" href={addressOf(["configuration", "lan", resource.connection], { field })}>
        {text("page.why.connectionField", { field: text(`connection.${field}`), connection: resource.connection })}
      </a>
    );
  }
  const schema = kind.form.schema.properties?.[field];
  if (schema === undefined) return null;
  return (
    <a class="button small" href={addressOf(["resource", resource.id, "parametres"], { field })}>
      {text("page.why.field", { field: titleOf(schema, field) })}
    </a>
  );
}
