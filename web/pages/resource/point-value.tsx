import { useSignal } from "@preact/signals";
import { put } from "../../api/client.ts";
import type { ShownResource } from "../../api/resources.ts";
import type { Value } from "../../api/wire.ts";
import { LimitBar } from "../../components/limit-bar.tsx";
import { OwnSource, ownSourceOf } from "../../components/own-source.tsx";
import { refusalText } from "../../components/refusal-text.ts";
import { ValueLamp } from "../../components/value-lamp.tsx";
import type { Register } from "../../live/register.ts";
import { addressOf } from "../../router.ts";
import { mayCommand } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";

type Named = (name: string) => Register | undefined;

interface Limits {
  readonly low?: number;
  readonly high?: number;
}

interface Function {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
}

const AUTOMATIC = 0;
const MANUAL = 1;

/** What has a value: the value between its limits, forcing where it can be forced, and what is made of it. */
export function PointValue({ resource, named }: { readonly resource: ShownResource; readonly named: Named }) {
  const [value, mode, manual] = [named("Value"), named("Mode"), named("Manual")];
  if (value === undefined) return null;
  const limits = resource.limits as Limits | undefined;
  const functions = (resource.functions ?? []) as readonly Function[];
  return (
    <section class="point" aria-label={text("var.Value")}>
      <p class="big">
        <ValueLamp value={value} forced={named("Forced")} />
      </p>
      {limits !== undefined && typeof value.value.value === "number" && (
        <p>
          <LimitBar value={value.value.value} {...limits} />
        </p>
      )}
      {mayCommand.value ? (
        <div class="writes">
          {value.row.direction === "input" && ownSourceOf(resource) === undefined && (
            <Write register={value} action={text("page.point.write")} />
          )}
          {mode !== undefined && manual !== undefined && <Forcing mode={mode} manual={manual} />}
          <OwnSource of={resource} />
        </div>
      ) : (
        <small>{text("page.command.guest")}</small>
      )}
      {functions.length > 0 && (
        <ul class="functions">
          {functions.map(({ id, label, kind }) => (
            <li key={id}>
              <a
                href={addressOf(["exploitation", "trends"], { trace: `easy.RESS.${resource.id}.FNCT.${id}` })}
              >{`${text(`point.${kind}`)} ${id}`}</a>{" "}
              {label}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Manual value and mode together: « Forcer » shows the manual value, « Automatique » the point's own again. */
function Forcing({ mode, manual }: { readonly mode: Register; readonly manual: Register }) {
  const refused = useSignal<unknown>(undefined);
  const isForced = mode.value.value === MANUAL;
  return (
    <>
      <Write
        register={manual}
        action={text(isForced ? "page.point.force.again" : "page.point.force")}
        then={() => writeTo(mode, MANUAL)}
      />
      {isForced && (
        <button
          type="button"
          class="secondary"
          onClick={() =>
            void writeTo(mode, AUTOMATIC).then(
              () => {
                refused.value = undefined;
              },
              (error: unknown) => {
                refused.value = error;
              },
            )
          }
        >
          {text("page.point.automatic")}
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

/** A field for a value, and the button that writes it. */
function Write({
  register,
  action,
  then,
}: {
  readonly register: Register;
  readonly action: string;
  readonly then?: () => Promise<void>;
}) {
  const refused = useSignal<unknown>(undefined);
  const { type } = register.row;
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { given } = (event.currentTarget as HTMLFormElement).elements as unknown as { given: HTMLInputElement };
    try {
      await writeTo(
        register,
        type === "bool" ? given.value === "true" : type === "text" ? given.value : given.valueAsNumber,
      );
      await then?.();
      refused.value = undefined;
    } catch (error) {
      refused.value = error;
    }
  }
  const shared = { name: "given", "aria-label": text(register.row.text) };
  return (
    <form class="write" onSubmit={(event) => void submit(event)}>
      <small aria-hidden="true">{register.name}</small>
      <div class="joined">
        {type === "bool" ? (
          <select {...shared} defaultValue={String(register.value.peek())}>
            <option value="true">{text("page.true")}</option>
            <option value="false">{text("page.false")}</option>
          </select>
        ) : type === "text" ? (
          <input {...shared} type="text" defaultValue={String(register.value.peek())} />
        ) : (
          <input {...shared} type="number" step="any" required defaultValue={String(register.value.peek())} />
        )}
        <button type="submit">{action}</button>
      </div>
      {refused.value !== undefined && (
        <p role="alert" class="refusal">
          {refusalText(refused.value)}
        </p>
      )}
    </form>
  );
}

async function writeTo({ path }: Register, value: Value): Promise<void> {
  await put(`/vars/${encodeURIComponent(path)}`, { value });
}
