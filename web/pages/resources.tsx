import type { Resource } from "../api/wire.ts";
import { CodeLamp } from "../components/code-lamp.tsx";
import { LinkNotice } from "../components/link-notice.tsx";
import { refusalText } from "../components/refusal-text.ts";
import { useAnswer } from "../components/use-answer.ts";
import { useLiveRegisters } from "../components/use-live-registers.ts";
import { useTitle } from "../components/use-title.ts";
import { ValueLamp } from "../components/value-lamp.tsx";
import type { LiveRegisters } from "../live/live-registers.ts";
import { addressOf } from "../router.ts";
import { text } from "../texts/texts.ts";

const SHOWN = ["Status", "Action", "Error"] as const;

/** The list of resources, each with what it is doing or, of a point, its value. */
export function Resources() {
  const { value: answer } = useAnswer<{ readonly resources: readonly Resource[] }>("/resources");
  const live = useLiveRegisters([...SHOWN, "Value", "Forced"].map((name) => `*.${name}`).join(","));
  useTitle(text("page.resources"));
  return (
    <>
      <LinkNotice link={live.link.value} />
      <h1>{text("page.resources")}</h1>
      {answer.at === "waiting" && <p aria-busy="true">{text("page.loading")}</p>}
      {answer.at === "refused" && <p role="alert">{refusalText(answer.error)}</p>}
      {answer.at === "here" && answer.body.resources.length === 0 && <p>{text("page.resources.none")}</p>}
      {answer.at === "here" && answer.body.resources.length > 0 && (
        <ResourceTable resources={answer.body.resources} live={live} />
      )}
    </>
  );
}

function ResourceTable({ resources, live }: { readonly resources: readonly Resource[]; readonly live: LiveRegisters }) {
  return (
    <table class={`resources ${live.link.value}`}>
      <thead>
        <tr>
          <th scope="col">{text("page.resource")}</th>
          <th scope="col">{text("resource.kind")}</th>
          {SHOWN.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {resources.map(({ id, label, kind }) => (
          <tr key={id} data-resource={id}>
            <th scope="row">
              <a href={addressOf({ at: "resource", id, tab: "etat" })}>
                <code>{id}</code> {label}
              </a>
            </th>
            <td>{text(`page.kind.${kind}`)}</td>
            {SHOWN.map((name) => (
              <td key={name} data-label={name}>
                <CodeLamp register={live.registers.value.get(`${id}.${name}`)} />
              </td>
            ))}
            <td data-label="Value">
              <ValueLamp
                value={live.registers.value.get(`${id}.Value`)}
                forced={live.registers.value.get(`${id}.Forced`)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
