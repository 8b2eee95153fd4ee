import { addressOf, route } from "../router.ts";
import { isAtLeast } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { MENU } from "./menu.ts";
import { SECTIONS, type Section } from "./menu-page.ts";

/** The menus on top: Exploitation, Paramétrage, Configuration. */
export function SectionLinks() {
  const present = sectionOf(route.value[0]);
  const open = SECTIONS.filter((section) => pagesOf(section).length > 0);
  return (
    <nav class="sections" aria-label={text("menu.sections")}>
      <ul>
        {open.map((section) => (
          <li key={section}>
            <a href={addressOf([section])} {...(section === present ? { "aria-current": "true" as const } : {})}>
              {text(`menu.${section}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The pages of the present section. */
export function PageLinks() {
  const section = sectionOf(route.value[0]);
  const pages = pagesOf(section);
  const [named = "", page = ""] = route.value;
  // An address without names opens the first page of the first section.
  const isHere = named === section || named === "";
  const shown = isHere ? page || pages[0]?.name : undefined;
  return (
    <nav class="pages" aria-label={text(`menu.${section}`)}>
      <ul>
        {pages.map(({ name }) => (
          <li key={name}>
            <a href={addressOf([section, name])} {...(name === shown ? { "aria-current": "page" as const } : {})}>
              {text(`menu.${section}.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function pagesOf(section: Section) {
  return MENU.filter((page) => page.section === section && isAtLeast(page.level));
}

/** A resource is watched more often than changed: its page stands under Exploitation. */
function sectionOf(name: string | undefined): Section {
  return SECTIONS.find((section) => section === name) ?? "exploitation";
}
