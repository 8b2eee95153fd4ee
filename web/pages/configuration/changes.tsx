import { useSignal } from "@preact/signals";
import { text, textIfAny } from "../../texts/texts.ts";
import type { FileChange, MemberChange } from "./configuration-file.ts";

/** How many items show at first. A file may change thousands. */
const SHOWN = 100;

const CHANGES = ["added", "changed", "removed"] as const;

/** What would be different, member by member, before and after. */
export function Changes({ changes }: { readonly changes: readonly FileChange[] }) {
  const all = useSignal(false);
  if (changes.length === 0) return <p class="hint">{text("page.changes.none")}</p>;
  const shown = all.value ? changes : changes.slice(0, SHOWN);
  return (
    <div class="changes">
      <p class="counts">
        {CHANGES.map((change) => {
          const count = changes.filter((each) => each.change === change).length;
          return (
            <span key={change} class={`badge ${change}`}>
              {text(`page.changes.${change}`)} {count}
            </span>
          );
        })}
      </p>
      <ul class="plain">
        {shown.map((change) => (
          <ChangedItem key={`${change.section}/${change.item}`} changed={change} />
        ))}
      </ul>
      {shown.length < changes.length && (
        <button
          type="button"
          class="outline secondary small"
          onClick={() => {
            all.value = true;
          }}
        >
          {text("page.changes.all", { count: changes.length })}
        </button>
      )}
    </div>
  );
}

function ChangedItem({ changed: { section, item, change, members } }: { readonly changed: FileChange }) {
  return (
    <li class={`change ${change}`} data-change={change} data-item={item}>
      <p>
        <span class={`badge ${change}`}>{text(`page.changes.${change}`)}</span>{" "}
        {textIfAny(`page.section.${section}`) ?? section} <code>{item}</code>
      </p>
      {members.length > 0 && (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">{text("page.changes.member")}</th>
                <th scope="col">{text("page.changes.before")}</th>
                <th scope="col">{text("page.changes.after")}</th>
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <ChangedMember key={member.name} section={section} member={member} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </li>
  );
}

function ChangedMember({
  section,
  member: { name, before, after },
}: {
  readonly section: string;
  readonly member: MemberChange;
}) {
  const isHidden = before === undefined && after === undefined;
  const hidden = <em class="hint">{text("page.changes.hidden")}</em>;
  return (
    <tr>
      <th scope="row">{titleOf(section, name)}</th>
      <td data-label={text("page.changes.before")}>{isHidden ? hidden : <Shown value={before} />}</td>
      <td data-label={text("page.changes.after")}>{isHidden ? hidden : <Shown value={after} />}</td>
    </tr>
  );
}

function Shown({ value }: { readonly value: unknown }) {
  if (value === undefined || value === null) return <span class="hint">–</span>;
  return <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>;
}

const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  connections: ["connection"],
  resources: ["resource", "ftpFolder", "ftpSet", "point"],
  sets: ["set"],
  folders: ["folder"],
  ftpServer: ["ftpServer"],
  device: ["device"],
};

/** A member as the forms name it, with the name it has in the file. */
function titleOf(section: string, name: string) {
  const title = (PREFIXES[section] ?? [])
    .map((prefix) => textIfAny(`${prefix}.${name}`))
    .find((found) => found !== undefined);
  return (
    <>
      {title !== undefined && `${title} `}
      <code>{name}</code>
    </>
  );
}
