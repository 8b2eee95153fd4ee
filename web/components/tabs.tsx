import { text } from "../texts/texts.ts";

export interface Tab {
  readonly name: string;
  readonly title: string;
  readonly address: string;
}

/** Tabs that are links: each has an address of its own, and the browser's keys work. */
export function Tabs({ tabs, shown }: { readonly tabs: readonly Tab[]; readonly shown: string }) {
  return (
    <nav class="tabs" aria-label={text("page.tabs")}>
      <ul>
        {tabs.map(({ name, title, address }) => (
          <li key={name}>
            <a href={address} {...(name === shown ? { "aria-current": "page" as const } : {})}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
