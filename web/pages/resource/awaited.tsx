import { rawText } from "../../components/register-text.ts";
import type { Register } from "../../live/register.ts";
import { text } from "../../texts/texts.ts";

/** Of an exchange that goes on by itself: what is pending, when it tries next, what came last. */
const AWAITED = ["Pending", "NextPoll", "NextRetry", "LastCatalog", "LastReport"];

/** What a resource awaits, has pending and did last, for those that have such registers. */
export function Awaited({ named }: { readonly named: (name: string) => Register | undefined }) {
  const registers = AWAITED.flatMap((name) => named(name) ?? []);
  if (registers.length === 0) return null;
  return (
    <dl class="facts card awaited">
      {registers.map((register) => (
        <div key={register.name}>
          <dt>{text(register.row.text)}</dt>
          <dd>
            <RegisterValue register={register} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The one part that changes: nothing around it is drawn anew. */
function RegisterValue({ register }: { readonly register: Register }) {
  return <>{rawText(register, register.value.value)}</>;
}
