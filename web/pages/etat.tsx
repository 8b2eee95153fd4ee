import { CodeLamp } from "../components/code-lamp.tsx";
import { CommandButtons } from "../components/command-buttons.tsx";
import { LinkNotice } from "../components/link-notice.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { RegisterTable } from "../components/register-table.tsx";
import { remedyOf } from "../components/register-text.ts";
import { useLiveRegisters } from "../components/use-live-registers.ts";
import type { Register } from "../live/register.ts";
import { text } from "../texts/texts.ts";

type Registers = ReadonlyMap<string, Register>;

/** The tab « Etat » of a resource: its commands, what it is doing, and all of its registers. */
export function Etat({ id }: { readonly id: string }) {
  const live = useLiveRegisters(`${id}.*`);
  const registers = live.registers.value;
  const named = (name: string) => registers.get(`${id}.${name}`);
  const all = [...registers.values()];
  if (all.length === 0) return <LinkNotice link={live.link.value} />;
  return (
    <div class={`etat ${live.link.value}`}>
      <LinkNotice link={live.link.value} />
      <CommandButtons id={id} commands={["Send", "Refresh", "Abort"].filter((name) => named(name) !== undefined)} />
      <Summary status={named("Status")} action={named("Action")} error={named("Error")} />
      <Advance id={id} registers={registers} />
      <RegisterTable title={text("page.inputs")} registers={all.filter(({ row }) => row.direction === "input")} />
      <RegisterTable title={text("page.outputs")} registers={all.filter(({ row }) => row.direction === "output")} />
    </div>
  );
}

/** Read out by a screen reader when it changes; the counters are not. */
function Summary(shown: Readonly<Record<"status" | "action" | "error", Register | undefined>>) {
  const remedy = shown.error && remedyOf(shown.error, shown.error.value.value);
  return (
    <section class="summary" role="status" aria-label={text("page.summary")}>
      <CodeLamp register={shown.status} />
      <CodeLamp register={shown.action} />
      <CodeLamp register={shown.error} />
      {remedy !== undefined && <p class="remedy">{remedy}</p>}
    </section>
  );
}

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
