import { useSignal } from "@preact/signals";
import { post } from "../api/client.ts";
import { mayCommand } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { refusalText } from "./refusal-text.ts";

/** A button for each command of a resource. A press is a pulse of the input: what comes of it shows in the outputs. */
export function CommandButtons({ id, commands }: { readonly id: string; readonly commands: readonly string[] }) {
  const refused = useSignal<unknown>(undefined);

  async function pulse(name: string): Promise<void> {
    try {
      await post(`/vars/${encodeURIComponent(`${id}.${name}`)}/pulse`);
      refused.value = undefined;
    } catch (error) {
      refused.value = error;
    }
  }

  return (
    <section class="commands" aria-label={text("page.commands")}>
      {commands.map((name) => (
        <button
          key={name}
          type="button"
          class={name === "Abort" ? "contrast" : name === "Refresh" ? "secondary" : ""}
          disabled={!mayCommand.value}
          onClick={() => void pulse(name)}
        >
          {text(`page.command.${name}`)}
        </button>
      ))}
      {!mayCommand.value && <small>{text("page.command.guest")}</small>}
      <p role="alert" class="refusal">
        {refused.value !== undefined && refusalText(refused.value)}
      </p>
    </section>
  );
}
