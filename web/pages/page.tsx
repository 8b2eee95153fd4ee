import { LanguageChoice } from "../components/language-choice.tsx";
import { ThemeChoice } from "../components/theme-choice.tsx";
import { addressOf, route } from "../router.ts";
import { logOut, session } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { Content } from "./content.tsx";
import { LogIn } from "./log-in.tsx";
import { PageLinks, SectionLinks } from "./navigation.tsx";

/** The frame of every page: the sections on top, the pages of the present one beside what the address asks for. */
export function Page() {
  const { value } = session;
  if (value.at !== "logged-in") {
    return (
      <>
        <Bar />
        <main class="container" id="content">
          {value.at === "asking" ? <p aria-busy="true">{text("page.loading")}</p> : <LogIn />}
        </main>
      </>
    );
  }
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        {text("page.skip")}
      </button>
      <Bar />
      <div class="frame">
        <PageLinks />
        <main id="content" tabIndex={-1}>
          <Content names={route.value} />
        </main>
      </div>
    </>
  );
}

function Bar() {
  return (
    <header class="bar">
      <a class="brand" href="#/">
        Relais
      </a>
      {session.value.at === "logged-in" && <SectionLinks />}
      <div class="who">
        <ThemeChoice />
        <LanguageChoice />
        <Who />
      </div>
    </header>
  );
}

function Who() {
  const { value } = session;
  if (value.at !== "logged-in") return null;
  return (
    <>
      <a class="account" href={addressOf(["configuration", "account"])}>
        {value.account.name} <small>{text(`page.level.${value.account.level}`)}</small>
      </a>
      <button type="button" class="outline" onClick={() => void logOut()}>
        {text("page.logOut")}
      </button>
    </>
  );
}
