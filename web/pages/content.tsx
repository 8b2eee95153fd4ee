import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Route } from "../router.ts";
import { isAtLeast } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { MENU } from "./menu.ts";
import { type MenuPage, type PageProps, SECTIONS } from "./menu-page.ts";
import { ResourcePage } from "./resource/resource.tsx";

const HOME: Route = ["exploitation", "overview"];

/** What an address asks for. */
export function Content({ names }: { readonly names: Route }) {
  const [first = "", second, ...rest] = names;
  if (first === "resource" && second !== undefined) {
    return <ResourcePage key={second} id={second} tab={rest[0] ?? "etat"} />;
  }
  const [section, name] = first === "" ? HOME : [first, second];
  const pages = MENU.filter((page) => page.section === section);
  const page = name === undefined || name === "" ? pages[0] : pages.find((candidate) => candidate.name === name);
  if (page === undefined) return <Nowhere />;
  if (!isAtLeast(page.level)) return <p role="alert">{text("page.refused.levelTooLow")}</p>;
  return <Loaded key={`${page.section}/${page.name}`} page={page} rest={rest} />;
}

/** The code of a page comes when it is first shown. */
function Loaded({ page, rest }: { readonly page: MenuPage; readonly rest: Route }) {
  const shown = useSignal<{ readonly Shown: ComponentType<PageProps> } | undefined>(undefined);
  const refused = useSignal<unknown>(undefined);
  useEffect(() => {
    page.load().then(
      (Shown) => {
        shown.value = { Shown };
      },
      (error: unknown) => {
        refused.value = error;
      },
    );
  }, [page]);
  if (refused.value !== undefined) return <p role="alert">{text("page.refused.unreachable")}</p>;
  if (shown.value === undefined) return <p aria-busy="true">{text("page.loading")}</p>;
  const { Shown } = shown.value;
  return <Shown rest={rest} />;
}

function Nowhere() {
  return (
    <>
      <h1>{text("page.nowhere")}</h1>
      <ul>
        {SECTIONS.map((section) => (
          <li key={section}>
            <a href={`#/${section}`}>{text(`menu.${section}`)}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
