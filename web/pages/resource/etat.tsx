import { CodeLamp } from "../../components/code-lamp.tsx";
import { CommandButtons } from "../../components/command-buttons.tsx";
import { LinkNotice } from "../../components/link-notice.tsx";
import { RegisterTable } from "../../components/register-table.tsx";
import { useLiveRegisters } from "../../components/use-live-registers.ts";
import type { Register } from "../../live/register.ts";
import { text } from "../../texts/texts.ts";
import { Advance } from "./advance.tsx";
import { Awaited } from "./awaited.tsx";
import { PointValue } from "./point-value.tsx";
import type { TabProps } from "./tab.ts";
import { Why } from "./why.tsx";

const CODES = ["Status", "Action", "Error", "Mode", "Limit"];

/** The tab « Etat » of a resource: its commands or its value, what it is doing, and all of its registers. */
export function Etat({ resource, kind }: TabProps) {
  const { id } = resource;
  const live = useLiveRegisters(`${id}.*`);
  const registers = live.registers.value;
  const named = (name: string) => registers.get(`${id}.${name}`);
  const all = [...registers.values()];
  const commands = kind.commands.filter((name) => named(name) !== undefined);
  if (all.length === 0) return <LinkNotice link={live.link.value} />;
  return (
    <div class={`etat ${live.link.value}`}>
      <LinkNotice link={live.link.value} />
      {commands.length > 0 && <CommandButtons id={id} commands={commands} />}
      {named("Value") !== undefined && <PointValue resource={resource} named={named} />}
      <Summary codes={CODES.map(named)} />
      <Why
        id={id}
        error={named("Error")}
        action={named("Action")}
        commands={named("Commands")}
        resource={resource}
        kind={kind}
      />
      <Awaited named={named} />
      {named("FilesTotal") && <Advance named={named} />}
      <div class="tables">
        <RegisterTable title={text("page.inputs")} registers={all.filter(({ row }) => row.direction === "input")} />
        <RegisterTable title={text("page.outputs")} registers={all.filter(({ row }) => row.direction === "output")} />
      </div>
    </div>
  );
}

/** Read out by a screen reader when it changes; the counters are not. */
function Summary({ codes }: { readonly codes: readonly (Register | undefined)[] }) {
  return (
    <section class="summary" role="status" aria-label={text("page.summary")}>
      {codes.filter(isThere).map((register) => (
        <span key={register.name}>
          <small>{register.name}</small> <CodeLamp register={register} />
        </span>
      ))}
    </section>
  );
}

const isThere = <T,>(thing: T | undefined): thing is T => thing !== undefined;
