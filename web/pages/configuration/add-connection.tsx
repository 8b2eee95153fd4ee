import { post } from "../../api/client.ts";
import { Answered } from "../../components/answered.tsx";
import { givenText } from "../../components/given-text.ts";
import { useAnswer } from "../../components/use-answer.ts";
import { useTitle } from "../../components/use-title.ts";
import type { Item } from "../../forms/form-schema.ts";
import { goTo } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import { addAddress, type Connection, connectionAddress, freeId, listAddress } from "./connection.ts";
import { ConnectionForm } from "./connection-form.tsx";

/** What a connection may speak. One so far. */
const PROTOCOLS = ["ftp"] as const;

/**
 * Adds a connection in the two steps of the source: first the protocol, and the page is validated; then the label, the
 * address and the port, the connection is validated, and the page again.
 */
export function AddConnection({ protocol }: { readonly protocol: string }) {
  useTitle(text("page.lan.add"));
  if (!mayConfigure.value) return <p role="alert">{text("page.refused.levelTooLow")}</p>;
  const isChosen = PROTOCOLS.some((known) => known === protocol);
  return (
    <>
      <p class="back">
        <a href={listAddress}>‹ {text("page.lan.title")}</a>
      </p>
      <h1>{text("page.lan.add")}</h1>
      <ol class="stages" aria-label={text("page.lan.stages")}>
        <li {...(isChosen ? {} : { "aria-current": "step" as const })}>{text("page.lan.stage.protocol")}</li>
        <li {...(isChosen ? { "aria-current": "step" as const } : {})}>{text("page.lan.stage.settings")}</li>
      </ol>
      {isChosen ? <Settings /> : <ProtocolChoice />}
    </>
  );
}

function ProtocolChoice() {
  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        goTo(addAddress(givenText(new FormData(event.currentTarget), "protocol")));
      }}
    >
      <label>
        {text("page.lan.protocol")}
        <select name="protocol" required autofocus>
          <option value="">{text("page.lan.protocol.none")}</option>
          {PROTOCOLS.map((protocol) => (
            <option key={protocol} value={protocol}>
              {protocol.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      <div class="actions">
        <button type="submit">{text("page.validate")}</button>
      </div>
    </form>
  );
}

function Settings() {
  const { value: answer } = useAnswer<{ readonly connections: readonly Connection[] }>("/connections");
  return (
    <Answered answer={answer}>
      {({ connections }) => (
        <ConnectionForm
          connection={{ id: freeId(connections) }}
          isNew
          save={(given) => post<Item>("/connections", given)}
          onSaved={({ id }) => goTo(connectionAddress(String(id)))}
        />
      )}
    </Answered>
  );
}
