import type { Register } from "../live/register.ts";
import { text } from "../texts/texts.ts";
import { meaningOf, rawText } from "./register-text.ts";

/** Registers with their values as they change. */
export function RegisterTable({
  title,
  registers,
}: {
  readonly title: string;
  readonly registers: readonly Register[];
}) {
  return (
    <section>
      <h2>{title}</h2>
      <table class="registers">
        <thead>
          <tr>
            <th scope="col">{text("page.register")}</th>
            <th scope="col">{text("page.value")}</th>
            <th scope="col">{text("page.meaning")}</th>
          </tr>
        </thead>
        <tbody>
          {registers.map((register) => (
            <Row key={register.path} register={register} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ register }: { readonly register: Register }) {
  return (
    <tr data-register={register.path}>
      <th scope="row">
        <code>{register.name}</code>
        <small>{text(register.row.text)}</small>
      </th>
      <td class="value">
        <RawValue register={register} />
      </td>
      <td class="meaning">
        <Meaning register={register} />
      </td>
    </tr>
  );
}

/** The two cells that change, on their own: nothing around them is drawn anew. */
function RawValue({ register }: { readonly register: Register }) {
  return <>{rawText(register, register.value.value)}</>;
}

function Meaning({ register }: { readonly register: Register }) {
  return <>{meaningOf(register, register.value.value)}</>;
}
