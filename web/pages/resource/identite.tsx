import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { post } from "../../api/client.ts";
import { resourcePath, type ShownResource } from "../../api/resources.ts";
import type { Snapshot } from "../../api/wire.ts";
import { Answered } from "../../components/answered.tsx";
import { momentText } from "../../components/moment.tsx";
import { refusalText } from "../../components/refusal-text.ts";
import { useAnswer } from "../../components/use-answer.ts";
import { addressOf } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text, textIfAny } from "../../texts/texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { Drives } from "./drives.tsx";
import type { TabProps } from "./tab.ts";

interface Connection {
  readonly id: string;
  readonly label: string;
  readonly valid: boolean;
  readonly address: string;
  readonly port: number;
}

/** The tab « Identité »: what the resource is, what it hangs on, and how masters and scripts reach it. */
export function Identite({ resource, kind, changed }: TabProps) {
  const { id, label, connection, live } = resource;
  const { value: snapshot } = useAnswer<Snapshot>(`/vars?match=${encodeURIComponent(id)}.*`);
  return (
    <div class="identite">
      <section class="card" aria-label={text("group.identity")}>
        <dl class="facts">
          <Fact name={text("resource.id")}>
            <code>{id}</code>
          </Fact>
          <Fact name={text("resource.label")}>{label === "" ? "–" : label}</Fact>
          <Fact name={text("resource.kind")}>{text(`page.kind.${resource.kind}`)}</Fact>
          <Fact name={text("resource.inService")}>
            <InService resource={resource} changed={changed} />
          </Fact>
          {connection !== undefined && (
            <Fact name={text("resource.connection")}>
              <ConnectionLine id={connection} />
            </Fact>
          )}
          {live.lastSuccess !== undefined && <Fact name={text("var.LastSuccess")}>{momentText(live.lastSuccess)}</Fact>}
          {live.nextRun !== undefined && <Fact name={text("page.nextRun")}>{momentText(live.nextRun)}</Fact>}
          <Drives inputs={resource.inputs} />
        </dl>
      </section>
      <section>
        <h2>{text("page.identity.variables")}</h2>
        <p class="hint">{text("page.identity.variables.hint")}</p>
        <Answered answer={snapshot}>
          {({ vars }) => (
            <div class="table">
              <table class="paths">
                <thead>
                  <tr>
                    <th scope="col">{text("page.path.full")}</th>
                    <th scope="col">{text("page.variable.direction")}</th>
                    <th scope="col">{text("page.variable.type")}</th>
                    <th scope="col">{text("page.meaning")}</th>
                  </tr>
                </thead>
                <tbody>
                  {vars.map(({ path, direction, type, text: what, unit }) => (
                    <tr key={path}>
                      <th scope="row">
                        <code>{path}</code> <CopyButton what={path} />
                      </th>
                      <td>{text(`page.variable.${direction}`)}</td>
                      <td>
                        {text(`page.variable.type.${type}`)}
                        {unit === undefined || unit === "" ? "" : ` (${unit})`}
                      </td>
                      <td>{textIfAny(what)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Answered>
      </section>
      <section>
        <h2>{text("page.identity.examples")}</h2>
        <p class="hint">{text("page.identity.examples.hint")}</p>
        {examplesOf(id, kind.commands).map(([what, line]) => (
          <div class="example" key={what}>
            <p>{text(`page.example.${what}`)}</p>
            <pre>
              <code>{line}</code>
            </pre>
            <CopyButton what={line} />
          </div>
        ))}
      </section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function InService({
  resource: { id, inService },
  changed,
}: {
  readonly resource: ShownResource;
  readonly changed: () => Promise<void>;
}) {
  const refused = useSignal<unknown>(undefined);
  const busy = useSignal(false);
  async function toggle(): Promise<void> {
    busy.value = true;
    try {
      await post(`${resourcePath(id)}/${inService ? "stop" : "start"}`);
      refused.value = undefined;
      await changed();
    } catch (error) {
      refused.value = error;
    } finally {
      busy.value = false;
    }
  }
  return (
    <>
      <span class={inService ? "lamp active" : "lamp"}>{text(inService ? "page.form.on" : "page.form.off")}</span>{" "}
      {mayConfigure.value && (
        <button
          type="button"
          class="small outline"
          aria-busy={busy.value}
          disabled={busy.value}
          onClick={() => void toggle()}
        >
          {text(inService ? "page.resource.stop" : "page.resource.start")}
        </button>
      )}
      {refused.value !== undefined && (
        <p role="alert" class="refusal">
          {refusalText(refused.value)}
        </p>
      )}
    </>
  );
}

/** The connection it hangs on, and whether it may be used. */
function ConnectionLine({ id }: { readonly id: string }) {
  const { value: answer } = useAnswer<Connection>(`/connections/${encodeURIComponent(id)}`);
  const link = <a href={addressOf(["configuration", "lan", id])}>{id}</a>;
  if (answer.at === "waiting") return link;
  if (answer.at === "refused") return <span class="lamp alarm">{text("page.form.missing", { name: id })}</span>;
  const { label, valid, address, port } = answer.body;
  return (
    <>
      {link} {label}{" "}
      <small>
        {address}:{port}
      </small>{" "}
      <span class={valid ? "lamp active" : "lamp alarm"}>
        {text(valid ? "page.connection.valid" : "page.connection.off")}
      </span>
    </>
  );
}

/** What a master or a script types, with a token in place of a password. */
function examplesOf(id: string, commands: readonly string[]): readonly (readonly [what: string, line: string])[] {
  const api = `${location.origin}/api/v1`;
  const curl = `curl -H "Authorization: Bearer $TOKEN"`;
  const [command] = commands;
  return [
    ["read", `${curl} "${api}/vars?match=${id}.*"`],
    ...(command === undefined
      ? ([
          ["write", `${curl} -X PUT -H "Content-Type: application/json" -d '{"value": 20.5}' ${api}/vars/${id}.Value`],
        ] as const)
      : ([
          ["pulse", `${curl} -X POST ${api}/vars/${id}.${command}/pulse`],
          ["cli", `relais ${command.toLowerCase()} ${id} --wait`],
        ] as const)),
    ["watch", `${curl} -N "${api}/vars/stream?match=${id}.*"`],
  ];
}
