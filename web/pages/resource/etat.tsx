import { CodeLamp } from "../../components/code-lamp.tsx";
import { CommandButtons } from "../../components/command-buttons.tsx";
import { LinkNotice } from "../../components/link-notice.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { RegisterTable } from "../../components/register-table.tsx";
import { remedyOf } from "../../components/register-text.ts";
import { useLiveRegisters } from "../../components/use-live-registers.ts";
import { ValueLamp } from "../../components/value-lamp.tsx";
import type { Register } from "../../live/register.ts";
import { text } from "../../texts/texts.ts";

type Registers = ReadonlyMap<string, Register>;

const COMMANDS = ["Send", "Poll", "Refresh", "Abort"];
const CODES = ["Status", "Action", "Error", "Mode", "Limit"];

/** The tab « Etat » of a resource: its commands or its value, what it is doing, and all of its registers. */
export function Etat({ id }: { readonly id: string }) {
  const live = useLiveRegisters(`${id}.*`);
  const registers = live.registers.value;
  const named = (name: string) => registers.get(`${id}.${name}`);
  const all = [...registers.values()];
  const commands = COMMANDS.filter((name) => named(name) !== undefined);
  if (all.length === 0) return <LinkNotice link={live.link.value} />;
  return (
    <div class={`etat ${live.link.value}`}>
      <LinkNotice link={live.link.value} />
      {commands.length > 0 && <CommandButtons id={id} commands={commands} />}
      {named("Value") && (
        <p class="summary">
          <ValueLamp value={named("Value")} forced={named("Forced")} />
        </p>
      )}
      <Summary codes={CODES.map(named)} error={named("Error")} />
      {named("FilesTotal") && <Advance id={id} registers={registers} />}
      <RegisterTable title={text("page.inputs")} registers={all.filter(({ row }) => row.direction === "input")} />
      <RegisterTable title={text("page.outputs")} registers={all.filter(({ row }) => row.direction === "output")} />
    </div>
  );
}

/** Read out by a screen reader when it changes; the counters are not. */
function Summary({
  codes,
  error,
}: {
  readonly codes: readonly (Register | undefined)[];
  readonly error: Register | undefined;
}) {
  const remedy = error && remedyOf(error, error.value.value);
  return (
    <section class="summary" role="status" aria-label={text("page.summary")}>
      {codes.filter(isThere).map((register) => (
        <span key={register.name}>
          <small>{register.name}</small> <CodeLamp register={register} />
        </span>
      ))}
      {remedy !== undefined && <p class="remedy">{remedy}</p>}
    </section>
  );
}

const isThere = <T,>(thing: T | undefined): thing is T => thing !== undefined;

function Advance({ id, registers }: { readonly id: string; readonly registers: Registers }) {
  const count = (name: string) => Number(registers.get(`${id}.${name}`)?.value.value ?? 0);
  return (
    <ProgressBar
      filesDone={count("FilesDone")}
      filesTotal={count("FilesTotal")}
      bytesDone={count("BytesDone")}
      bytesTotal={count("BytesTotal")}
    />
  );
}
