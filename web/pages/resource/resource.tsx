import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Kinds } from "../../api/kinds.ts";
import { resourcePath, type ShownResource } from "../../api/resources.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { Tabs } from "../../components/tabs.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, resourceAddress } from "../../router.ts";
import { text } from "../../texts/texts.ts";
import type { TabProps } from "./tab.ts";

interface Tab {
  /** Of those only that take commands. */
  readonly commanded?: true;
  load(): Promise<ComponentType<TabProps>>;
}

/** The tabs of a resource, in their order; the code of each comes when it is first shown. */
const TABS: Readonly<Record<string, Tab>> = {
  identite: { load: async () => (await import("./identite.tsx")).Identite },
  parametres: { load: async () => (await import("./parametres.tsx")).Parametres },
  etat: { load: async () => (await import("./etat.tsx")).Etat },
  historique: { commanded: true, load: async () => (await import("./historique.tsx")).Historique },
  chronogramme: { commanded: true, load: async () => (await import("./chronogramme.tsx")).Chronogramme },
  journal: { load: async () => (await import("./journal.tsx")).Journal },
};

/** One resource: what it is called, its tabs, and the one that is shown. */
export function ResourcePage({ id, tab }: { readonly id: string; readonly tab: string }) {
  const { answer, ask } = useAsked<ShownResource>(resourcePath(id));
  const { value: kinds } = useAnswer<Kinds>("/kinds");
  useTitle(id);
  const refused = [answer.value, kinds].find((each) => each.at === "refused");
  if (refused?.at === "refused") return <p role="alert">{refusalText(refused.error)}</p>;
  if (answer.value.at !== "here" || kinds.at !== "here") return <p aria-busy="true">{text("page.loading")}</p>;
  const resource = answer.value.body;
  const kind = kinds.body.kinds.find((each) => each.kind === resource.kind);
  if (kind === undefined) return <p role="alert">{text("page.refused.internal")}</p>;
  const names = Object.keys(TABS).filter((name) => !TABS[name]?.commanded || kind.commands.length > 0);
  const shown = names.includes(tab) ? tab : "etat";
  return (
    <>
      <nav aria-label={text("page.path")} class="trail">
        <ul>
          <li>
            <a href={addressOf(["exploitation", "overview"])}>‹ {text("page.resources")}</a>
          </li>
        </ul>
      </nav>
      <hgroup class="resource-head">
        <h1>
          <code>{id}</code> {resource.label}
        </h1>
        <p>{text(`page.kind.${resource.kind}`)}</p>
      </hgroup>
      <Tabs
        shown={shown}
        tabs={names.map((name) => ({ name, title: text(`page.tab.${name}`), address: resourceAddress(id, name) }))}
      />
      <Loaded key={shown} name={shown} resource={resource} kind={kind} changed={ask} />
    </>
  );
}

function Loaded({ name, ...props }: TabProps & { readonly name: string }) {
  const loaded = useSignal<{ readonly Shown: ComponentType<TabProps> } | undefined>(undefined);
  const refused = useSignal(false);
  useEffect(() => {
    TABS[name]?.load().then(
      (Shown) => {
        loaded.value = { Shown };
      },
      () => {
        refused.value = true;
      },
    );
  }, [name, loaded, refused]);
  if (refused.value) return <p role="alert">{text("page.refused.unreachable")}</p>;
  if (loaded.value === undefined) return <p aria-busy="true">{text("page.loading")}</p>;
  const { Shown } = loaded.value;
  return <Shown {...props} />;
}
