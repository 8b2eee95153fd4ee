import { resourceAddress } from "../../router.ts";
import { text } from "../../texts/texts.ts";
import type { Using } from "./connection.ts";

/** How many names a list shows before it only counts. */
const SHOWN_USERS = 3;

/** The resources that use a connection: the first ones as links, of the others how many. */
export function UsingResources({
  users,
  shown = SHOWN_USERS,
}: {
  readonly users: readonly Using[];
  readonly shown?: number;
}) {
  if (users.length === 0) return <span class="hint">{text("page.lan.unused")}</span>;
  return (
    <>
      {users.slice(0, shown).map(({ id, label }) => (
        <a key={id} class="tag" href={resourceAddress(id)} title={label}>
          <code>{id}</code>
        </a>
      ))}
      {users.length > shown && <span class="hint">+ {users.length - shown}</span>}
    </>
  );
}
