import { useSignal } from "@preact/signals";
import { remove } from "../../api/client.ts";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { query } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text, textIfAny } from "../../texts/texts.ts";
import type { PageProps } from "../menu-page.ts";
import { AddConnection } from "./add-connection.tsx";
import { addAddress, type Connection, connectionAddress, type Using } from "./connection.ts";
import { ConnectionPage } from "./connection-page.tsx";
import { UsingResources } from "./using-resources.tsx";

/** Configuration ► Réseau ► LAN: the connections, one of them, or the steps that add one. */
export function Lan({ rest: [id] }: PageProps) {
  const protocol = query.value.get("add");
  if (id !== undefined && id !== "") return <ConnectionPage key={id} id={id} />;
  return protocol === null ? <ConnectionList /> : <AddConnection protocol={protocol} />;
}

function ConnectionList() {
  const connections = useAsked<{ readonly connections: readonly Connection[] }>("/connections");
  const resources = useAsked<{ readonly resources: readonly Using[] }>("/resources?summary=true");
  const deleted = useSignal<Connection | undefined>(undefined);
  useTitle(text("menu.configuration.lan"));
  const { value: used } = resources.answer;
  return (
    <>
      <header class="page-head">
        <h1>{text("page.lan.title")}</h1>
        {mayConfigure.value && (
          <a class="button" href={addAddress()}>
            {text("page.lan.add")}
          </a>
        )}
      </header>
      <Answered answer={connections.answer.value}>
        {({ connections: all }) =>
          all.length === 0 ? (
            <p class="hint">{text("page.lan.none")}</p>
          ) : (
            <ConnectionTable
              connections={all}
              resources={used.at === "here" ? used.body.resources : []}
              remove={(connection) => {
                deleted.value = connection;
              }}
            />
          )
        }
      </Answered>
      {deleted.value !== undefined && (
        <ConfirmDialog
          title={text("page.lan.delete.title", { connection: nameOf(deleted.value) })}
          action={text("page.delete")}
          confirm={async () => {
            await remove(`/connections/${encodeURIComponent(deleted.value?.id ?? "")}`);
            await connections.ask();
          }}
          close={() => {
            deleted.value = undefined;
          }}
        >
          <p>{text("page.lan.delete.text")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function ConnectionTable({
  connections,
  resources,
  remove: askToRemove,
}: {
  readonly connections: readonly Connection[];
  readonly resources: readonly Using[];
  readonly remove: (connection: Connection) => void;
}) {
  const users = Map.groupBy(resources, ({ connection }) => connection);
  return (
    <div class="table">
      <table class="wide">
        <thead>
          <tr>
            <th scope="col">{text("connection")}</th>
            <th scope="col">{text("page.lan.application")}</th>
            <th scope="col">{text("connection.address")}</th>
            <th scope="col">{text("connection.port")}</th>
            <th scope="col">{text("connection.security")}</th>
            <th scope="col">{text("connection.valid")}</th>
            <th scope="col">{text("page.lan.usedBy")}</th>
            {mayConfigure.value && <th scope="col">{text("page.actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.id}
              connection={connection}
              users={users.get(connection.id) ?? []}
              remove={() => askToRemove(connection)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ConnectionRow({
  connection,
  users,
  remove: askToRemove,
}: {
  readonly connection: Connection;
  readonly users: readonly Using[];
  readonly remove: () => void;
}) {
  const { id, label, address, port, security, valid } = connection;
  return (
    <tr data-connection={id}>
      <th scope="row">
        <a href={connectionAddress(id)}>
          <code>{id}</code> {label}
        </a>
      </th>
      <td data-label={text("page.lan.application")}>FTP</td>
      <td data-label={text("connection.address")}>
        <code>{address}</code>
      </td>
      <td data-label={text("connection.port")}>{port}</td>
      <td data-label={text("connection.security")}>
        {security === "none" ? "–" : (textIfAny(`connection.security.${security}`) ?? security)}
      </td>
      <td data-label={text("connection.valid")}>
        <span class={valid ? "lamp good" : "lamp"}>{text(valid ? "page.yes" : "page.no")}</span>
      </td>
      <td data-label={text("page.lan.usedBy")}>
        <span>
          <UsingResources users={users} />
        </span>
      </td>
      {mayConfigure.value && (
        <td class="row-actions">
          <button
            type="button"
            class="outline secondary small"
            aria-label={`${text("page.delete")} ${nameOf(connection)}`}
            disabled={users.length > 0}
            title={users.length > 0 ? text("page.lan.delete.used") : undefined}
            onClick={askToRemove}
          >
            {text("page.delete")}
          </button>
        </td>
      )}
    </tr>
  );
}

const nameOf = ({ id, label }: Connection): string => (label === "" ? id : `${id} ${label}`);
