import type { Resource } from "../../api/wire.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { Tabs } from "../../components/tabs.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, resourceAddress } from "../../router.ts";
import { text } from "../../texts/texts.ts";
import { Etat } from "./etat.tsx";

/** The tabs of a resource, in their order; a further one is a line here. */
const TABS = { etat: Etat } as const;

/** One resource. */
export function ResourcePage({ id, tab }: { readonly id: string; readonly tab: string }) {
  const { value: answer } = useAnswer<Resource>(`/resources/${encodeURIComponent(id)}`);
  useTitle(id);
  if (answer.at === "waiting") return <p aria-busy="true">{text("page.loading")}</p>;
  if (answer.at === "refused") return <p role="alert">{refusalText(answer.error)}</p>;
  const { label, kind } = answer.body;
  const Shown = Object.hasOwn(TABS, tab) ? TABS[tab as keyof typeof TABS] : TABS.etat;
  return (
    <>
      <nav aria-label={text("page.path")}>
        <ul>
          <li>
            <a href={addressOf(["exploitation", "overview"])}>‹ {text("page.resources")}</a>
          </li>
        </ul>
      </nav>
      <hgroup>
        <h1>
          <code>{id}</code> {label}
        </h1>
        <p>{text(`page.kind.${kind}`)}</p>
      </hgroup>
      <Tabs
        shown={tab}
        tabs={Object.keys(TABS).map((name) => ({
          name,
          title: text(`page.tab.${name}`),
          address: resourceAddress(id, name),
        }))}
      />
      <Shown id={id} />
    </>
  );
}
